package dev.cloche.control.runtime.local;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Scanner;
import javax.net.ssl.SSLContext;

/// Stands in for an executor on the JVM: it uses what such a one needs of a machine, and ends.
final class JvmStandIn {

    private JvmStandIn() {}

    public static void main(String[] arguments) throws Exception {
        String boot = new Scanner(System.in, StandardCharsets.UTF_8).nextLine();
        System.out.println("boot of " + boot.length() + " characters");
        System.out.println("java at " + System.getProperty("java.home"));
        System.out.println("home at " + Path.of(System.getProperty("user.home")));
        System.out.println("user " + System.getProperty("user.name"));
        System.out.println(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}).getHostName());
        System.out.println(new SecureRandom().nextInt(1, 2));
        System.out.println(SSLContext.getDefault().getProtocol());
    }
}
