package io.signalbox.router.meta;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.options.ForwardFor;
import io.signalbox.router.session.Answer;
import io.signalbox.router.session.Member;
import io.signalbox.router.session.RouterSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Answer with the session ids of members. For a caller that is a link between routers, the keyword argument {@code forward_for} has the
 * nodes behind each member that is a link. Stateless and thread-safe.
 */
final class MemberList {
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);

    private MemberList() {}

    /** @param caller null if the session of the caller has ended */
    static Answer of(List<Member> members, RouterSession caller, Executor workers) {
        boolean isForLink = caller != null && caller.isLink();
        return new Answer.Later(CompletableFuture.supplyAsync(
                () -> JSON.payload(
                        List.of(members.stream()
                                .map(member -> member.session().id())
                                .toList()),
                        isForLink ? nodes(members) : Map.of()),
                workers));
    }

    private static Map<String, Object> nodes(List<Member> members) {
        Map<String, Object> nodes = new LinkedHashMap<>();
        for (Member member : members) {
            if (!member.forwardFor().isEmpty()) {
                nodes.put(Long.toString(member.session().id()), member.forwardFor());
            }
        }
        return nodes.isEmpty() ? Map.of() : Map.of(ForwardFor.KEY, nodes);
    }
}
