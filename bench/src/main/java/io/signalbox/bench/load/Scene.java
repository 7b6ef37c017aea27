package io.signalbox.bench.load;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Environment of a scenario: its sessions and its verdict. Confined to its loop. */
final class Scene {
    private static final long SETUP_MILLIS = 60_000;
    private static final int CONNECTS_AT_ONCE = 64;

    private final LoadOptions options;
    private final LoadLoop loop = new LoadLoop(1);
    private final Serializer serializer = new Serializers().of(WireFormat.JSON);
    private final Verdict verdict = new Verdict();
    private final RouterProcess router;

    Scene(LoadOptions options) throws IOException {
        this.options = options;
        this.router = new RouterProcess(options.text("router-pid", ""));
    }

    /** Session and its connection. */
    record Member(Peer peer, LoadClient client) {}

    LoadOptions options() {
        return options;
    }

    Serializer serializer() {
        return serializer;
    }

    RouterProcess router() {
        return router;
    }

    Verdict verdict() {
        return verdict;
    }

    /** Starts to join the load's realm. */
    Member begin(Consumer<WampMessage> onMessage) throws IOException {
        return begin(serializer, false, onMessage);
    }

    /** Starts to join the load's realm with the given subprotocol. */
    Member begin(Serializer spoken, boolean batched, Consumer<WampMessage> onMessage) throws IOException {
        Peer peer = new Peer(options.realm(), onMessage);
        return new Member(peer, connect(spoken, batched, peer));
    }

    /** Opens a connection without joining a realm. */
    LoadClient connect(Serializer spoken, boolean batched, LoadClient.Handler handler) throws IOException {
        return new LoadClient(loop, options.url(), spoken, batched, null, handler);
    }

    /** Opens a connection to another URL, which speaks JSON. */
    LoadClient connectTo(URI url, LoadClient.Handler handler) throws IOException {
        return new LoadClient(loop, url, serializer, false, null, handler);
    }

    /** Joins the load's realm and waits for WELCOME. */
    Member join(Consumer<WampMessage> onMessage) throws IOException {
        Member member = begin(onMessage);
        await(() -> member.peer().isJoined(), "WELCOME");
        return member;
    }

    /** Joins sessions that all handle their messages in the same way. */
    List<Member> join(int count, Consumer<WampMessage> onMessage) throws IOException {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(begin(onMessage));
            int enough = i - CONNECTS_AT_ONCE;
            await(() -> enough < 0 || members.get(enough).peer().isJoined(), "WELCOME");
        }
        await(() -> joined(members) == count, "WELCOME");
        return members;
    }

    static long joined(List<Member> members) {
        return members.stream().filter(member -> member.peer().isJoined()).count();
    }

    static long open(List<Member> members) {
        return members.stream().filter(member -> member.peer().isOpen()).count();
    }

    void await(BooleanSupplier done, String what) throws IOException {
        if (!loop.runUntil(done, SETUP_MILLIS)) {
            throw new IOException("no " + what + " within " + SETUP_MILLIS + " ms");
        }
    }

    /** Runs until the condition holds or the time is over. Returns false if the time was over first. */
    boolean runUntil(BooleanSupplier done, long millis) throws IOException {
        return loop.runUntil(done, millis);
    }

    void run(long millis) throws IOException {
        loop.runUntil(() -> false, millis);
    }
}
