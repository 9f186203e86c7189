package dev.cloche.control.container;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloche.api.template.TemplateId;
import dev.cloche.control.kernel.Json;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.util.Optional;

/// The claim of a warm container, for programs that measure it.
public final class FreePlaces {

    private final Pool pool;
    private final PlaceStore store;

    public FreePlaces(Pool pool) {
        this.pool = pool;
        this.store = new PlaceStore(new Json(new ObjectMapper()));
    }

    /// Takes one in a transaction of its own; says whether there was one.
    public Uni<Boolean> take(TemplateId template, int generation) {
        return pool.withTransaction(connection -> store.takeFree(connection, template, generation))
                .map(Optional::isPresent);
    }
}
