package dev.cloche.control.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.template.ResourceLimits;
import dev.cloche.control.kernel.ByteSize;
import org.junit.jupiter.api.Test;

final class RoomTest {

    @Test
    void aContainerHasWhatItsSessionsMayUseAndWhatTheExecutorNeeds() {
        Room room = Room.forSessions(new ResourceLimits("0.5", "512Mi", "2Gi", 64), 2);

        assertThat(room.milliCores()).isEqualTo(1000);
        assertThat(room.memory()).isEqualTo(ByteSize.mebi(2 * 512 + 192));
        assertThat(room.disk()).isEqualTo(ByteSize.mebi(2 * 2048 + 256));
    }

    @Test
    void whatATemplateDoesNotSayIsLittle() {
        assertThat(Room.forSessions(new ResourceLimits(null, null, null, null), 1))
                .isEqualTo(Room.forSessions(new ResourceLimits("1", "512Mi", "1Gi", null), 1));
    }
}
