package io.signalbox.router.node;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.signalbox.router.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** HTTP server that bridges send requests to. */
final class HttpTarget implements AutoCloseable {
    static final String LONGEST = "x".repeat(1_000);

    /** Request as the server got it. */
    record Received(String method, String target, Headers headers, String body) {}

    /** All requests but those to {@code /api/hang}, which may arrive when their caller has given up. */
    final BlockingQueue<Received> requests = new LinkedBlockingQueue<>();

    /** The status of the answers to {@code /events}. */
    volatile int status = 204;

    /** How many requests to {@code /api/drop} the server drops. */
    volatile int drops;

    private final CountDownLatch end = new CountDownLatch(1);
    private final HttpServer server;

    HttpTarget() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int events = status;
        boolean isDropped = exchange.getRequestURI().getPath().equals("/api/drop") && drops-- > 0;
        if (!exchange.getRequestURI().getPath().equals("/api/hang")) {
            requests.add(new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    body));
        }
        switch (exchange.getRequestURI().getPath()) {
            case "/events" -> send(exchange, events, "");
            case "/api/drop" -> {
                if (!isDropped) {
                    send(exchange, 200, "");
                }
            }
            case "/api/longest" -> send(exchange, 200, LONGEST);
            case "/api/longer" -> send(exchange, 200, LONGEST + "x");
            case "/api/moved" -> redirect(exchange, "echo?moved");
            case "/api/out" -> redirect(exchange, "/secret");
            case "/api/away" -> redirect(exchange, "http://localhost:" + port() + "/api/echo");
            case "/api/loop" -> redirect(exchange, "/api/loop");
            case "/api/hang" -> waitForEnd();
            case "/api/missing" -> send(exchange, 404, "none");
            default -> {
                exchange.getResponseHeaders().add("x-kind", "test");
                exchange.getResponseHeaders().add("x-kind", "more");
                send(exchange, 200, "caf\u00e9 " + body);
            }
        }
        exchange.close();
    }

    private void waitForEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().add("Location", location);
        send(exchange, 302, "");
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    Received next() throws InterruptedException {
        return requests.poll(Patience.SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
    }
}
