package io.signalbox.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The process of a {@link BystanderProgram}. Not thread-safe. */
final class BystanderProcess implements AutoCloseable {
    static final String READY = "ready";
    static final String TAKE = "take";
    private static final String END = "end";
    private static final long EXIT_SECONDS = 20;

    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter requests;

    /** Starts a bystander in {@code realm} and waits until it calls. */
    BystanderProcess(LoadOptions options, String realm) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BystanderProgram.class.getName(),
                        "--url",
                        options.url().toString(),
                        "--realm",
                        realm)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader();
        requests = new PrintWriter(process.outputWriter(), true);
        if (!READY.equals(answers.readLine())) {
            close();
            throw new IOException("the bystander did not get in");
        }
    }

    /** Returns the latencies since the last call of this method. */
    Latencies takeLatencies() {
        return Latencies.decoded(ask(TAKE));
    }

    /** Stops the bystander. Returns null if every call was answered, otherwise what went wrong. */
    String end() {
        String failure = ask(END);
        return failure.isEmpty() ? null : failure;
    }

    private String ask(String request) {
        requests.println(request);
        try {
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("the bystander has gone");
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        requests.close();
        try {
            if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
