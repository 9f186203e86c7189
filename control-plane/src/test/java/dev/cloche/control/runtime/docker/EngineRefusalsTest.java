package dev.cloche.control.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.exception.BadRequestException;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.cloche.control.runtime.HostProblem;
import dev.cloche.control.runtime.Started;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EngineRefusalsTest {

    private static Started of(RuntimeException failure) {
        return EngineRefusals.of(failure, "cloche/some:1");
    }

    @Test
    void whatMayPassIsNoRoom() {
        List<RuntimeException> passing =
                List.of(
                        new InternalServerErrorException("layer does not exist"),
                        new DockerException("later", 429),
                        new UncheckedIOException(new IOException("Connection refused")));

        assertThat(passing)
                .allSatisfy(failure ->
                        assertThat(of(failure))
                                .isInstanceOfSatisfying(
                                        Started.NoRoom.class,
                                        no -> assertThat(no.why()).contains("the engine")));
    }

    @Test
    void aDiskThatIsFullIsNamed() {
        assertThat(of(new InternalServerErrorException("mkdir /x: no space left on device")))
                .isEqualTo(
                        new Started.NoRoom(
                                "the disk of the engine is full: mkdir /x: no space left on device"));
    }

    @Test
    void whatDoesNotPassIsRefused() {
        assertThat(of(new BadRequestException("invalid reference format")))
                .isEqualTo(
                        new Started.Refused(
                                "the engine does not want this container: invalid reference format"));
    }

    @Test
    void anImageThatIsMissingIsNamed() {
        assertThat(of(new NotFoundException("{\"message\":\"No such image: cloche/some:1\"}\n")))
                .isInstanceOfSatisfying(
                        Started.Refused.class,
                        no ->
                                assertThat(no.why())
                                        .endsWith(": No such image: cloche/some:1")
                                        .contains("image cannot be had")
                                        .contains("cloche/some:1")
                                        .contains("pull"));
    }

    @Test
    void whatIsWrongWithThisMachineIsNotTheEnginesFault() {
        HostProblem problem = new HostProblem("nothing can listen", new IOException("no address"));

        assertThatThrownBy(() -> of(problem)).isSameAs(problem);
    }

    @Test
    void aNameThatIsTakenIsToldByEitherKindOfEngine() {
        assertThat(EngineRefusals.isThere(new ConflictException("Conflict. The container name")))
                .isTrue();
        assertThat(
                        EngineRefusals.isThere(
                                new InternalServerErrorException("name x is already in use")))
                .isTrue();
        assertThat(
                        EngineRefusals.isThere(
                                new InternalServerErrorException("network name x already used")))
                .isTrue();
        assertThat(EngineRefusals.isThere(new InternalServerErrorException("broken"))).isFalse();
    }

    @Test
    void aFaultOfOursIsNoneOfTheEngine() {
        IllegalArgumentException ours = new IllegalArgumentException("ours");

        assertThatThrownBy(() -> of(ours)).isSameAs(ours);
    }
}
