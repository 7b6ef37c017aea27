package io.signalbox.bench.relay;

import io.signalbox.client.WampClient;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Program that creates outgoing connections in a node, to servers of its own, and deletes them. Reads commands, and answers each with a
 * line when it is done. Ends with its input.
 *
 * <pre>
 * hold N         creates connections, and waits until they are open
 * release        deletes all connections, and waits until they are closed
 * churn N WAVE   holds and releases connections, at most WAVE at the same time, until N have been there
 * fail N         has connections to servers that refuse them, until N attempts have failed
 * restart MILLIS stops the server of the connections that are held for some time; answers the milliseconds from its start until
 *                the last connection is back, and the handshakes in the busiest second
 * left           answers what the node has: connections, sessions, registrations, subscriptions, names of counters
 * </pre>
 *
 * <p>Argument: the URL of the node.
 */
public final class OutgoingConnectionsProgram {
    private final NodeConnections connections;
    private final RestartingServer server;
    private final Map<String, Object> terms;
    private int held;

    private OutgoingConnectionsProgram(NodeConnections connections, RestartingServer server) {
        this.connections = connections;
        this.server = server;
        terms = Map.of("role", "bridge", "url", server.url());
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (RestartingServer server = RestartingServer.start();
                WampClient client = WampClient.builder(arguments[0], "realm1").build()) {
            OutgoingConnectionsProgram program =
                    new OutgoingConnectionsProgram(new NodeConnections(client.connect()), server);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(program.run(line.split(" ")));
            }
        }
    }

    private String run(String[] command) throws Exception {
        return switch (command[0]) {
            case "hold" -> hold(Integer.parseInt(command[1]));
            case "release" -> release();
            case "churn" -> churn(Integer.parseInt(command[1]), Integer.parseInt(command[2]));
            case "fail" -> fail(Integer.parseInt(command[1]));
            case "restart" -> restart(Integer.parseInt(command[1]));
            case "left" -> connections.left();
            default -> throw new IllegalArgumentException("no command: " + command[0]);
        };
    }

    private String hold(int count) throws InterruptedException {
        connections.create(count, i -> terms);
        connections.awaitCounter("connectionsOpen", count);
        held = count;
        return "holding " + count;
    }

    private String release() throws InterruptedException {
        connections.delete(held);
        held = 0;
        return "released";
    }

    private String churn(int count, int wave) throws InterruptedException {
        for (int left = count; left > 0; left -= wave) {
            hold(Math.min(left, wave));
            release();
        }
        return "churned " + count;
    }

    private String fail(int count) throws Exception {
        try (FailingServers servers = FailingServers.start()) {
            long before = connections.counter("outgoingFailed");
            connections.create(servers.connections(), servers::terms);
            connections.awaitCounter("outgoingFailed", before + count);
            connections.delete(servers.connections());
            return "failed " + (connections.counter("outgoingFailed") - before) + ", by server: " + servers.served();
        }
    }

    private String restart(int downMillis) throws Exception {
        server.stop();
        TimeUnit.MILLISECONDS.sleep(downMillis);
        server.listen();
        server.awaitHandshakes(held);
        connections.awaitCounter("connectionsOpen", held);
        return "restarted " + server.lastHandshakeMillis() + " " + server.handshakesInBusiestSecond();
    }
}
