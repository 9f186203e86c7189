package dev.cloche.control.file;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// The bucket that keeps the files of sessions that are over. Without one they stay where they are.
@ConfigMapping(prefix = "cloche.s3")
interface S3Config {

    /// Its name. It has to exist.
    Optional<String> bucket();

    /// Where the service listens; that of AWS in the region when absent.
    Optional<URI> endpoint();

    /// The region that requests are signed for.
    @WithDefault("us-east-1")
    String region();

    /// Whether the bucket is named in the path of an address and not in the host, as most services
    /// other than AWS want it.
    @WithDefault("false")
    boolean pathStyle();

    /// Both, or neither: then they come from where the AWS SDK looks for them.
    Optional<String> accessKey();

    /// See there.
    Optional<String> secretKey();

    /// What the names of all objects begin with.
    Optional<String> prefix();

    /// Bytes from which on a file is fetched from the service itself.
    @WithDefault("16M")
    MemorySize redirectFrom();

    /// How long the address of such a file can be used.
    @WithDefault("5m")
    Duration redirectExpiry();

    /// Where callers reach the service, if not where this process does.
    Optional<URI> publicEndpoint();
}
