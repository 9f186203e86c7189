package dev.cloche.api.container;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/// A page of containers, newest first.
///
/// @param containers this page of them
/// @param total how many there are in all
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ContainerList(List<ContainerView> containers, long total) {

    public ContainerList {
        containers = List.copyOf(containers);
    }
}
