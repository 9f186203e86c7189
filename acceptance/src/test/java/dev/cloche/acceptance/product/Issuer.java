package dev.cloche.acceptance.product;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/// Somebody else who makes access tokens, and publishes the keys to check them.
public final class Issuer implements AutoCloseable {

    /// What it calls itself.
    public static final String NAME = "https://issuer.example";

    /// Whom its tokens are for.
    public static final String AUDIENCE = "cloche-of-the-tests";

    private final ServerSocket socket;
    private final RsaJsonWebKey key;

    private Issuer(ServerSocket socket, RsaJsonWebKey key) {
        this.socket = socket;
        this.key = key;
    }

    public static Issuer start() throws IOException, JoseException {
        RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId("key-1");
        var issuer = new Issuer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), key);
        Thread.ofVirtual().start(issuer::serve);
        return issuer;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                answer(client);
            } catch (IOException closed) {
                // The next one, or nobody any more.
            }
        }
    }

    private void answer(Socket client) throws IOException {
        var in =
                new BufferedReader(
                        new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null && !line.isEmpty(); ) {
            line = in.readLine();
        }
        String keys = new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY);
        String answer =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                        + "Content-Length: "
                        + keys.length()
                        + "\r\n\r\n"
                        + keys;
        client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    }

    /// What a product is told of it.
    public Map<String, String> settings() {
        return Map.of(
                "cloche.tokens.jwks",
                "http://127.0.0.1:" + socket.getLocalPort() + "/keys",
                "cloche.tokens.issuer",
                NAME,
                "cloche.tokens.audience",
                AUDIENCE);
    }

    public String signed(JwtClaims claims) {
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setKey(key.getPrivateKey());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
