package io.signalbox.router.component;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.client.ClientState;
import io.signalbox.client.Component;
import io.signalbox.client.ComponentContext;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampClientBuilder;
import io.signalbox.client.WampException;
import io.signalbox.client.WampSession;
import io.signalbox.client.auth.InvalidAuth;
import io.signalbox.router.session.Timers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * State machine of one component: loads its class, joins the realm, starts it, and ends it with its session, its threads and its
 * classes.
 *
 * <pre>
 * NEW -- start --> LOADING -- the instance exists --> JOINING -- the session is joined --> STARTING -- start has returned --> RUNNING
 *
 * RUNNING -- complete, stop --------> ENDING --> STOPPED
 * RUNNING -- fail, a final end of the session --> ENDING --> FAILED
 * LOADING, JOINING, STARTING -- an exception, the time is over, a final end of the session --> ENDING --> FAILED
 * </pre>
 *
 * <p>What {@code complete}, {@code fail} or a stop demands during STARTING happens when {@code start} returns, or at the
 * end of its time. A client that connects again changes no state; {@link SessionEnds}
 * decides when it gives up.
 *
 * <p>Thread safety: all methods are thread-safe. None blocks. The code of the component runs on virtual threads, whose context
 * class loader is that of the component.
 */
public final class HostedComponent {
    private static final Logger LOG = LoggerFactory.getLogger(HostedComponent.class);

    private final ComponentSettings settings;
    private final ClientSource clients;
    private final Timers timers;
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    // Guarded by this.
    private State state = State.NEW;
    private End end;
    private Parts parts = Parts.NONE;
    private Thread starting;
    private Timers.Timeout startTimeout = () -> {};

    /** Sessions so far. */
    private int joins;

    /** Source of the clients of one component. Thread-safe. */
    public interface ClientSource {

        /**
         * Returns the builder of a client, which joins once.
         *
         * @throws InvalidAuth if the credentials cannot be read any more
         */
        WampClientBuilder client() throws InvalidAuth;
    }

    /** States of a component. */
    private enum State {
        NEW,
        LOADING,
        JOINING,
        STARTING,
        RUNNING,
        ENDING,
        STOPPED,
        FAILED
    }

    /** Reason of an end. */
    private record End(boolean failure, String text, Throwable cause) {}

    /**
     * What an end has to release.
     *
     * @param component null until the constructor has returned
     * @param loader null until the class path has been read
     * @param client null until the component joins
     */
    private record Parts(Component component, ComponentLoader loader, WampClient client) {
        static final Parts NONE = new Parts(null, null, null);
    }

    public HostedComponent(ComponentSettings settings, ClientSource clients, Timers timers) {
        this.settings = settings;
        this.clients = clients;
        this.timers = timers;
    }

    /**
     * Starts the component. The result is completed when the component runs, has failed, or has failed to connect and tries again.
     */
    public synchronized CompletableFuture<Void> start() {
        if (state == State.NEW) {
            starting = Thread.ofVirtual().name("component-" + settings.id()).unstarted(this::runStart);
            begin(State.LOADING);
            starting.start();
        }
        return started;
    }

    /** Enters a state in which code of the component runs for a limited time. */
    private synchronized void begin(State limited) {
        state = limited;
        startTimeout =
                timers.after(TimeUnit.MILLISECONDS.toNanos(settings.startTimeoutMillis()), () -> timeIsOver(limited));
    }

    private void runStart() {
        try {
            ComponentLoader loader = ComponentLoader.of(
                    settings.id(), settings.classpath(), getClass().getClassLoader());
            release(new Parts(null, loader, null));
            Thread.currentThread().setContextClassLoader(loader);
            WampClient client = clients.client()
                    .agent("component " + settings.id())
                    .giveUp(new SessionEnds())
                    .build();
            Component component = ComponentClass.instance(settings.classname(), loader);
            release(new Parts(component, loader, client));
            client.onState(this::sessionChanged);
            change(State.LOADING, State.JOINING);
            WampSession session = join(client);
            change(State.JOINING, State.STARTING);
            component.start(new Context(session));
            startReturned(session);
        } catch (Throwable e) {
            startFailed(e);
        }
    }

    private static WampSession join(WampClient client) throws ComponentFailure {
        try {
            return client.connect();
        } catch (WampException e) {
            throw new ComponentFailure(e.getMessage());
        }
    }

    /** Notes what an end has to release. The end does not wait for a start whose time is over. */
    private synchronized void release(Parts held) throws ComponentFailure {
        if (state != State.LOADING) {
            Thread.ofVirtual()
                    .name("component-" + settings.id() + "-end")
                    .start(new ComponentEnd(settings, null, held.client(), held.loader(), () -> {}));
            throw new ComponentFailure("the time of the start is over");
        }
        parts = held;
    }

    private synchronized void change(State from, State to) throws ComponentFailure {
        if (state != from || end != null) {
            throw new ComponentFailure("the start has been ended");
        }
        startTimeout.cancel();
        if (to == State.STARTING) {
            begin(to);
        } else {
            state = to;
        }
    }

    private synchronized void startReturned(WampSession session) {
        if (state != State.STARTING) {
            return;
        }
        startTimeout.cancel();
        starting = null;
        state = State.RUNNING;
        LOG.info(
                "component={} class={} realm={} role={} runs",
                settings.id(),
                settings.classname(),
                settings.realm(),
                role(session));
        if (end == null) {
            started.complete(null);
        } else {
            beginEnd(true);
        }
    }

    private static String role(WampSession session) {
        try {
            return session.details().authrole();
        } catch (WampException e) {
            // The session is lost already.
            return "";
        }
    }

    private synchronized void startFailed(Throwable e) {
        if (state == State.LOADING || state == State.JOINING || state == State.STARTING) {
            if (end == null) {
                end = new End(true, ComponentFailure.text(e), ComponentFailure.cause(e));
            }
            beginEnd(false);
        }
    }

    private synchronized void timeIsOver(State limited) {
        if (state == limited) {
            StackTraceElement[] stack = starting.getStackTrace();
            String place = stack.length == 0 ? "" : ", it is at " + stack[0];
            String what = limited == State.LOADING ? "the constructor" : "'start'";
            end = new End(
                    true, what + " has not returned within " + settings.startTimeoutMillis() + " ms" + place, null);
            interruptStart();
            beginEnd(false);
        }
    }

    /** Lets a start that waits end at once. */
    private synchronized void interruptStart() {
        if (starting != null) {
            starting.interrupt();
        }
    }

    private void sessionChanged(ClientState next) {
        switch (next) {
            case ClientState.Failed failed -> sessionEnded(failed.why());
            // The next component does not wait for a router that cannot be reached.
            case ClientState.Lost lost -> started.complete(null);
            case ClientState.Joined joined -> joined();
            case ClientState.Connecting connecting -> {}
            case ClientState.Closed closed -> {}
        }
    }

    private synchronized void joined() {
        // The listener may be called late for the first session.
        if (joins++ > 0) {
            LOG.info("component={} has joined again", settings.id());
        }
    }

    private synchronized void sessionEnded(WampException why) {
        String what = state == State.JOINING ? "" : "its session has ended: ";
        requestEnd(new End(true, what + why.getMessage(), null));
        interruptStart();
    }

    /** Ends the component with a stop of the node. The result is completed when the component has ended. */
    public CompletableFuture<Void> stop() {
        synchronized (this) {
            if (state == State.NEW) {
                state = State.STOPPED;
                started.complete(null);
                ended.complete(null);
            }
        }
        requestEnd(new End(false, "the node stops", null));
        interruptStart();
        return ended;
    }

    private synchronized void requestEnd(End requested) {
        if (end != null) {
            return;
        }
        switch (state) {
            case LOADING, JOINING, STARTING -> end = requested;
            case RUNNING -> {
                end = requested;
                beginEnd(true);
            }
            case NEW, ENDING, STOPPED, FAILED -> {}
        }
    }

    /** @param callsStop whether {@code start} has returned */
    private void beginEnd(boolean callsStop) {
        state = State.ENDING;
        startTimeout.cancel();
        if (end.failure()) {
            LOG.error(
                    "component={} class={} has failed: {}",
                    settings.id(),
                    settings.classname(),
                    end.text(),
                    end.cause());
        }
        Parts held = parts;
        parts = Parts.NONE;
        ComponentEnd task = new ComponentEnd(
                settings, callsStop ? held.component() : null, held.client(), held.loader(), this::over);
        Thread.ofVirtual().name("component-" + settings.id() + "-end").start(task);
    }

    private synchronized void over() {
        state = end.failure() ? State.FAILED : State.STOPPED;
        if (!end.failure()) {
            LOG.info("component={} has ended: {}", settings.id(), end.text());
        }
        // Both lead to the classes of the component.
        end = new End(end.failure(), end.text(), null);
        starting = null;
        started.complete(null);
        ended.complete(null);
    }

    /** Completed when the component has ended, for whatever reason. */
    public CompletableFuture<Void> end() {
        return ended;
    }

    public String id() {
        return settings.id();
    }

    /** Returns the realm that the component joins. */
    public String realm() {
        return settings.realm();
    }

    /** Returns the loader of the classes; null for a component that has ended. */
    synchronized ClassLoader loader() {
        return parts.loader();
    }

    public synchronized boolean isRunning() {
        return state == State.RUNNING;
    }

    public synchronized boolean hasFailed() {
        return state == State.FAILED;
    }

    private final class Context implements ComponentContext {
        private final WampSession session;

        Context(WampSession session) {
            this.session = session;
        }

        @Override
        public String id() {
            return settings.id();
        }

        @Override
        public WampSession session() {
            return session;
        }

        @Override
        public JsonNode extra() {
            return settings.extra();
        }

        @Override
        public void complete() {
            requestEnd(new End(false, "it is complete", null));
        }

        @Override
        public void fail(Throwable cause) {
            requestEnd(new End(true, ComponentFailure.text(cause), ComponentFailure.cause(cause)));
        }
    }
}
