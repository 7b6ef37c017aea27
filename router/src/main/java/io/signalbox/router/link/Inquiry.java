package io.signalbox.router.link;

import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ClientMessage;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.RouterMessage;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.options.ForwardFor;
import io.signalbox.router.session.PrintableText;
import io.signalbox.router.session.Timers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inquiry about the subscriptions or registrations of one router by its meta API. Follows the meta events, and asks anew about each
 * item that an event names, so that an item that changes during the inquiry is right in the end. Thread-safe.
 */
final class Inquiry {
    private static final Logger LOG = LoggerFactory.getLogger(Inquiry.class);
    private static final Serializers SERIALIZERS = new Serializers();

    /** Items that are asked about at the same time, so that many items do not fill the outbox. */
    private static final int MAX_ASKED = 64;

    private static final long ANSWER_SECONDS = 30;
    private static final String NO_ANSWER = "no answer within " + ANSWER_SECONDS + " seconds";

    private final MirrorKind kind;
    private final LinkEnd source;
    private final LinkEnd target;
    private final LinkTerms terms;
    private final LinkCounters counters;
    private final Timers timers;
    private final Mirror mirror;
    private final Consumer<SourceItem.Key> deleted;
    private final Consumer<String> problems;

    // Guarded by this.
    private int unanswered;
    private boolean hasFailed;
    private boolean hasLoggedInvalid;
    private final Map<Long, Asked> asked = new HashMap<>();
    private final Map<Long, SourceItem.Key> known = new HashMap<>();
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private int running;

    /** Item about which the router is asked, or is to be asked. */
    private static final class Asked {
        boolean isRunning;
        boolean hasChanged;
    }

    /**
     * @param target the end that has the mirror: what comes from its node is not mirrored back
     * @param deleted is told what the source no longer has
     * @param problems is told why the router cannot be asked
     */
    Inquiry(
            MirrorKind kind,
            LinkEnd source,
            LinkEnd target,
            LinkTerms terms,
            LinkCounters counters,
            Timers timers,
            Mirror mirror,
            Consumer<SourceItem.Key> deleted,
            Consumer<String> problems) {
        this.kind = kind;
        this.source = source;
        this.target = target;
        this.terms = terms;
        this.counters = counters;
        this.timers = timers;
        this.mirror = mirror;
        this.deleted = deleted;
        this.problems = problems;
    }

    /** Subscribes to the meta events, and then asks for the list. */
    void begin() {
        List<String> topics =
                List.of(kind.uri(MirrorKind.ON_CREATE), kind.onJoin(), kind.onLeave(), kind.uri(MirrorKind.ON_DELETE));
        synchronized (this) {
            unanswered = topics.size();
        }
        for (String topic : topics) {
            boolean isDelete = topic.endsWith(MirrorKind.ON_DELETE);
            request(
                    id -> new Subscribe(id, Map.of(), topic),
                    answer -> subscribed(topic, isDelete, answer),
                    () -> fail(topic, NO_ANSWER));
        }
    }

    private void subscribed(String topic, boolean isDelete, RouterMessage answer) {
        boolean isLast;
        synchronized (this) {
            switch (answer) {
                case Subscribed m ->
                    source.subscribed(
                            m.subscription(),
                            (event, flushes) -> changed(event, isDelete, flushes),
                            id -> fail(topic, "ended"));
                case ErrorMessage m -> fail(topic, m.error());
                default -> {}
            }
            isLast = --unanswered == 0 && !hasFailed;
        }
        if (isLast) {
            ask(kind.uri("list"), List.of(), list -> listed(list.map(Inquiry::ids)), this::failList);
        }
    }

    private void failList(String error) {
        fail(kind.uri("list"), error);
    }

    private synchronized void fail(String uri, String error) {
        if (!hasFailed) {
            hasFailed = true;
            problems.accept("the router of node '" + source.node() + "' has no '" + uri + "' for the link ("
                    + PrintableText.of(error) + ")");
        }
    }

    private void changed(Event event, boolean isDelete, FlushBatch flushes) {
        List<Object> arguments = arguments(event.payload());
        if (arguments.size() < 2) {
            return;
        }
        // on_create has the details, the other events have the id.
        Object item = arguments.get(1) instanceof Map<?, ?> details ? details.get("id") : arguments.get(1);
        if (!(item instanceof Long id)) {
            return;
        }
        if (isDelete) {
            mirror.absent(id);
            SourceItem.Key key;
            synchronized (this) {
                key = known.remove(id);
            }
            if (key != null) {
                deleted.accept(key);
            }
        }
        refresh(id);
    }

    private void listed(Optional<List<Long>> ids) {
        ids.orElse(List.of()).forEach(this::refresh);
    }

    /** Returns the ids in the answer: a dictionary of the lists by match policy. */
    private static List<Long> ids(Result answer) {
        List<Long> ids = new ArrayList<>();
        for (Object argument : arguments(answer.payload())) {
            if (argument instanceof Map<?, ?> lists) {
                lists.values().forEach(list -> addIds(list, ids));
            }
        }
        return ids;
    }

    private static void addIds(Object list, List<Long> ids) {
        if (list instanceof List<?> elements) {
            for (Object element : elements) {
                if (element instanceof Long id) {
                    ids.add(id);
                }
            }
        }
    }

    private void refresh(long id) {
        synchronized (this) {
            Asked before = asked.get(id);
            if (before != null) {
                before.hasChanged |= before.isRunning;
                return;
            }
            if (asked.size() >= 2L * terms.maxMirrored()) {
                mirror.leaveOut();
                return;
            }
            asked.put(id, new Asked());
            waiting.add(id);
        }
        askNext();
    }

    private void askNext() {
        while (true) {
            long id;
            synchronized (this) {
                if (running == MAX_ASKED || waiting.isEmpty()) {
                    return;
                }
                id = waiting.poll();
                asked.get(id).isRunning = true;
                running++;
            }
            ask(kind.uri("get"), List.of(id), details -> details(id, details), error -> gone(id));
        }
    }

    private void details(long id, Optional<Result> answer) {
        List<Object> arguments = arguments(answer.orElseThrow().payload());
        if (arguments.isEmpty() || !(arguments.getFirst() instanceof Map<?, ?> details)) {
            gone(id);
            return;
        }
        ask(
                kind.members(),
                List.of(id),
                members -> complete(id, details, nodes(members.orElseThrow())),
                // A router without the list: somebody has the item.
                error -> complete(
                        id,
                        details,
                        error.equals(ErrorUri.NO_SUCH_PROCEDURE)
                                ? Optional.of(List.of(source.node()))
                                : Optional.empty()));
    }

    /** @param nodes empty if the item is not mirrored */
    private void complete(long id, Map<?, ?> details, Optional<List<String>> nodes) {
        String uri = details.get("uri") instanceof String text ? text : "";
        Optional<MatchPolicy> match = word(details.get("match"), MatchPolicy.values(), MatchPolicy.EXACT);
        if (match.isPresent() && !LinkTerms.isMirrorable(uri, match.get())) {
            noteInvalid(uri);
            gone(id);
            return;
        }
        Optional<InvokePolicy> invoke = word(details.get("invoke"), InvokePolicy.values(), InvokePolicy.SINGLE);
        synchronized (this) {
            if (match.isPresent() && known.size() < 2L * terms.maxMirrored()) {
                known.put(id, new SourceItem.Key(uri, match.get()));
            }
        }
        if (nodes.isPresent() && match.isPresent() && invoke.isPresent() && !LinkTerms.isOwn(uri)) {
            mirror.present(new SourceItem(id, uri, match.get(), invoke.get(), nodes.get()));
        } else {
            mirror.absent(id);
        }
        answered(id);
    }

    private synchronized void noteInvalid(String uri) {
        counters.invalidNames.increment();
        if (!hasLoggedInvalid) {
            hasLoggedInvalid = true;
            LOG.warn(
                    "link={} node={} has '{}', a name of {} characters, which is not mirrored: a name must be a valid"
                            + " URI of at most 1,024 characters",
                    terms.link(),
                    source.node(),
                    PrintableText.of(uri),
                    uri.length());
        }
    }

    private static <E extends Enum<E>> Optional<E> word(Object value, E[] words, E absent) {
        if (value == null) {
            return Optional.of(absent);
        }
        for (E word : words) {
            if (word.name().equalsIgnoreCase(String.valueOf(value))) {
                return Optional.of(word);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the nodes that the target is told: the shortest way to a member that does not lead through the node of the target. Empty
     * if there is none, as when the link itself is the only member.
     */
    private Optional<List<String>> nodes(Result answer) {
        Map<String, Object> keywords = SERIALIZERS.of(answer.payload().format()).keywordArguments(answer.payload());
        Map<?, ?> ways = keywords.get(ForwardFor.KEY) instanceof Map<?, ?> map ? map : Map.of();
        List<Object> arguments = arguments(answer.payload());
        List<Long> members = new ArrayList<>();
        addIds(arguments.isEmpty() ? null : arguments.getFirst(), members);
        members.remove(source.session());
        return members.stream()
                .map(member -> way(ways.get(Long.toString(member))))
                .filter(way -> !way.contains(target.node()) && way.size() <= terms.maxHops())
                .filter(way -> way.stream().allMatch(LinkTerms::isNode))
                .min(Comparator.comparingInt(List::size));
    }

    private List<String> way(Object nodes) {
        List<String> way = new ArrayList<>();
        if (nodes instanceof List<?> names) {
            names.forEach(name -> way.add(String.valueOf(name)));
        }
        way.add(source.node());
        return way;
    }

    private void gone(long id) {
        mirror.absent(id);
        answered(id);
    }

    private void answered(long id) {
        synchronized (this) {
            running--;
            Asked done = asked.get(id);
            if (done.hasChanged) {
                asked.put(id, new Asked());
                waiting.add(id);
            } else {
                asked.remove(id);
            }
        }
        askNext();
    }

    private void ask(String procedure, List<Object> args, Consumer<Optional<Result>> result, Consumer<String> error) {
        Payload payload = SERIALIZERS.of(WireFormat.JSON).payload(args, Map.of());
        request(
                id -> new Call(id, Map.of(), procedure, payload),
                answer -> {
                    switch (answer) {
                        case Result m -> result.accept(Optional.of(m));
                        case ErrorMessage m -> error.accept(m.error());
                        default -> {}
                    }
                },
                () -> {
                    fail(procedure, NO_ANSWER);
                    error.accept(NO_ANSWER);
                });
    }

    private void request(LongFunction<ClientMessage> message, Consumer<RouterMessage> answer, Runnable late) {
        source.request(message, answer, timers, TimeUnit.SECONDS.toNanos(ANSWER_SECONDS), late);
    }

    private static List<Object> arguments(Payload payload) {
        return SERIALIZERS.of(payload.format()).arguments(payload);
    }
}
