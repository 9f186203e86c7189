package dev.cloche.control.file;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.control.kernel.Refusal;
import io.quarkus.logging.Log;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// A bucket, and who may be asked about it.
///
/// @param prefix of all objects
record Bucket(S3Client client, S3Presigner presigner, String name, String prefix)
        implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final Duration LATER = Duration.ofSeconds(5);

    static Bucket of(S3Config config, String name) {
        return new Bucket(client(config), presigner(config), name, config.prefix().orElse(""));
    }

    private static S3Client client(S3Config config) {
        var builder =
                S3Client.builder()
                        .region(Region.of(config.region()))
                        .credentialsProvider(credentials(config))
                        .forcePathStyle(config.pathStyle())
                        // services other than AWS know none but the old ones
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(CONNECT)
                                        .socketTimeout(SILENCE));
        config.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static S3Presigner presigner(S3Config config) {
        var builder =
                S3Presigner.builder()
                        .region(Region.of(config.region()))
                        .credentialsProvider(credentials(config))
                        .serviceConfiguration(
                                S3Configuration.builder()
                                        .pathStyleAccessEnabled(config.pathStyle())
                                        .build());
        config.publicEndpoint().or(config::endpoint).ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static AwsCredentialsProvider credentials(S3Config config) {
        Optional<AwsCredentialsProvider> own =
                config.accessKey()
                        .flatMap(key ->
                                config.secretKey()
                                        .map(secret ->
                                                StaticCredentialsProvider.create(
                                                        AwsBasicCredentials.create(key, secret))));
        return own.orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    /// Puts an object there, of the kind that its name tells.
    ///
    /// @param content is opened as often as it has to be read
    void put(String key, long size, ContentStreamProvider content) throws Exception {
        String kind = Labels.kind(key.substring(key.lastIndexOf('/') + 1));
        RequestBody body = RequestBody.fromContentProvider(content, size, kind);
        PutObjectResponse _ =
                ask(() -> client.putObject(request -> request.bucket(name).key(key), body));
    }

    /// Asks the service.
    ///
    /// @throws Refusal when it does not answer, or not in a way that a caller could do something
    ///   about. That there is no such object, and that it is another one, is for whoever asks.
    static <T> T ask(Callable<T> question) throws Exception {
        try {
            return question.call();
        } catch (S3Exception e) {
            if (isAboutTheObject(e)) {
                throw e;
            }
            throw away("the store of files answers with " + e.statusCode());
        } catch (SdkClientException e) {
            Log.warnf("the bucket is out of reach: %s", e.getMessage());
            throw away("the store of files does not answer");
        }
    }

    private static boolean isAboutTheObject(S3Exception e) {
        String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
        return (e.statusCode() == 404 && !"NoSuchBucket".equals(code)) || e.statusCode() == 412;
    }

    private static Refusal away(String detail) {
        return new Refusal(ErrorCode.UNAVAILABLE, detail).retryAfter(LATER);
    }

    @Override
    public void close() {
        presigner.close();
        client.close();
    }
}
