package io.signalbox.router.shell;

import io.signalbox.client.Invocation;
import io.signalbox.client.InvocationHandler;
import io.signalbox.client.Reply;
import io.signalbox.client.WampException;
import io.signalbox.protocol.message.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Callee that answers each invocation with a program. The program gets the invocation as JSON on its standard input: nothing of a
 * caller is part of the command line. Thread-safe.
 */
final class ProgramCallee implements InvocationHandler {
    /** Programs that run at the same time; further invocations wait. */
    static final int MAX_PROGRAMS = 16;

    /** Longest output of a program: what one message may have. */
    private static final int MAX_OUTPUT_BYTES = 15 << 20;

    /** Time between SIGTERM and SIGKILL for the program of a canceled call. */
    private static final long KILL_SECONDS = 2;

    private final String command;
    private final boolean isReplyJson;
    private final Semaphore free = new Semaphore(MAX_PROGRAMS, true);

    /**
     * @param command is run by {@code /bin/sh}
     * @param isReplyJson whether the output is an object with {@code args} and {@code kwargs}
     */
    ProgramCallee(String command, boolean isReplyJson) {
        this.command = command;
        this.isReplyJson = isReplyJson;
    }

    @Override
    public Reply onInvocation(Invocation invocation) throws IOException, InterruptedException {
        free.acquire();
        try {
            return answer(invocation);
        } finally {
            free.release();
        }
    }

    private Reply answer(Invocation invocation) throws IOException, InterruptedException {
        // A file, not a pipe: a program in the background would keep a pipe open, and a read of a pipe cannot be
        // interrupted.
        Path output = Files.createTempFile("router-register-", ".out");
        try {
            int exitCode = run(invocation, output);
            if (exitCode != 0) {
                throw failure("the program ended with exit code " + exitCode);
            }
            if (Files.size(output) > MAX_OUTPUT_BYTES) {
                throw failure("the program wrote more than " + MAX_OUTPUT_BYTES + " bytes");
            }
            return reply(Files.readAllBytes(output));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private int run(Invocation invocation, Path output) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command);
        builder.redirectOutput(output.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
        CredentialOptions.SECRET_VARIABLES.forEach(builder.environment()::remove);
        Process program = builder.start();
        try {
            // A program may end before it has read everything.
            byte[] input = input(invocation);
            Thread.ofVirtual().start(() -> write(program, input));
            return program.waitFor();
        } finally {
            end(program);
        }
    }

    private static byte[] input(Invocation invocation) {
        Payload payload = invocation.arguments().payload();
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("procedure", invocation.procedure());
        input.put("args", ValuePrinter.args(payload));
        input.put("kwargs", ValuePrinter.kwargs(payload));
        invocation.caller().ifPresent(session -> input.put("caller", session));
        invocation.callerAuthid().ifPresent(name -> input.put("caller_authid", name));
        invocation.callerAuthrole().ifPresent(role -> input.put("caller_authrole", role));
        return (ValuePrinter.json(input) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void write(Process program, byte[] input) {
        try (OutputStream out = program.getOutputStream()) {
            out.write(input);
        } catch (IOException e) {
            // The program does not read its input, or has ended: its exit code decides.
        }
    }

    private Reply reply(byte[] output) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(output))
                    .toString()
                    .stripTrailing();
        } catch (CharacterCodingException e) {
            throw failure("the output of the program is not UTF-8");
        }
        if (isReplyJson) {
            return replyOf(text);
        }
        return text.isEmpty() ? Reply.of() : Reply.of(WordValue.of(text));
    }

    private static Reply replyOf(String text) {
        Object[] json = WordValue.json(text);
        if (json == null || !(json[0] instanceof Map<?, ?> object) || !isReply(object)) {
            throw failure("the output of the program is not a JSON object with a list 'args' and an object 'kwargs'");
        }
        List<?> args = object.get("args") instanceof List<?> list ? list : List.of();
        Reply reply = Reply.ofArgs(new ArrayList<>(args));
        if (object.get("kwargs") instanceof Map<?, ?> kwargs) {
            for (Map.Entry<?, ?> entry : kwargs.entrySet()) {
                reply = reply.with((String) entry.getKey(), entry.getValue());
            }
        }
        return reply;
    }

    private static boolean isReply(Map<?, ?> object) {
        return List.of("args", "kwargs").containsAll(object.keySet())
                && (!object.containsKey("args") || object.get("args") instanceof List<?>)
                && (!object.containsKey("kwargs") || object.get("kwargs") instanceof Map<?, ?>);
    }

    private static WampException failure(String explanation) {
        return new WampException(WampException.RUNTIME_ERROR, explanation);
    }

    /** Ends a program and all programs that it has started. */
    private static void end(Process program) {
        if (!program.isAlive()) {
            return;
        }
        List<ProcessHandle> tree = Stream.concat(program.descendants(), Stream.of(program.toHandle()))
                .toList();
        tree.forEach(ProcessHandle::destroy);
        for (ProcessHandle one : tree) {
            one.onExit().orTimeout(KILL_SECONDS, TimeUnit.SECONDS).exceptionally(late -> {
                one.destroyForcibly();
                return one;
            });
        }
    }
}
