package dev.cloche.control.kernel;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.session.SessionId;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// Makes names and secrets that nobody can guess.
@Singleton
public final class Ids {

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// Bytes below this give each letter the same chance.
    private static final int FAIR = 256 - 256 % ALPHABET.length();

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final RandomGenerator random;
    private final Clock clock;

    public Ids(Clock clock) {
        this.random = new SecureRandom();
        this.clock = clock;
    }

    public SessionId session() {
        return new SessionId("sess_" + letters(16));
    }

    public ContainerId container() {
        return new ContainerId("cont_" + letters(16));
    }

    /// Carries the UTC day on which it was made.
    public ExecutionId execution() {
        return new ExecutionId("exec_" + DAY.format(clock.instant()) + "_" + letters(8));
    }

    /// 20 letters, for requests whose sender gave none.
    public String request() {
        return "req_" + letters(16);
    }

    /// A control plane, from its start to its end.
    public String replica() {
        return "repl_" + letters(12);
    }

    /// 256 random bits.
    public Secret secret() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    private String letters(int count) {
        StringBuilder letters = new StringBuilder(count);
        // Asked for many bytes at once, the generator is much cheaper.
        byte[] bytes = new byte[2 * count];
        while (letters.length() < count) {
            random.nextBytes(bytes);
            for (int i = 0; i < bytes.length && letters.length() < count; i++) {
                int drawn = Byte.toUnsignedInt(bytes[i]);
                if (drawn < FAIR) {
                    letters.append(ALPHABET.charAt(drawn % ALPHABET.length()));
                }
            }
        }
        return letters.toString();
    }
}
