package io.signalbox.transport.rawsocket;

import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.ConnectionContext;
import io.signalbox.transport.connection.ConnectionResources;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.thread.Scheduler;

/** RawSocket protocol of a port. On a port with several protocols, the first octet identifies RawSocket. Thread-safe. */
public final class RawSocketProtocol extends AbstractConnectionFactory implements ConnectionFactory.Detecting {
    /** The name of the protocol among those of a port. */
    public static final String NAME = "rawsocket";

    private final String listener;
    private final Set<WireFormat> formats;
    private final boolean debug;
    private final RawSocketSettings settings;
    private final ConnectionContext context;
    private final TransportCounters counters;
    private Scheduler timer;

    /**
     * Creates the protocol of one listener.
     *
     * @param formats the formats that a peer may ask for; at least one
     * @param debug whether all frames are written to the log
     */
    public RawSocketProtocol(
            String listener,
            Set<WireFormat> formats,
            boolean debug,
            RawSocketSettings settings,
            ConnectionResources resources) {
        super(NAME);
        this.listener = listener;
        this.formats = Collections.unmodifiableSet(EnumSet.copyOf(formats));
        this.settings = settings;
        this.debug = debug;
        this.context = new ConnectionContext(settings.connections(), debug ? resources.logged() : resources);
        this.counters = resources.counters();
    }

    /** Sets the scheduler of the timers. Called before the start. */
    public void timer(Scheduler scheduler) {
        timer = scheduler;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        context.start(timer);
    }

    @Override
    protected void doStop() throws Exception {
        context.stop();
        super.doStop();
    }

    @Override
    public Detection detect(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return Detection.NEED_MORE_BYTES;
        }
        boolean isMagic = (bytes.get(bytes.position()) & 0xFF) == RawSocketHandshake.MAGIC;
        return isMagic ? Detection.RECOGNIZED : Detection.NOT_RECOGNIZED;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(new RawSocketHandshake(endPoint, connector, this), connector, endPoint);
    }

    String listener() {
        return listener;
    }

    Set<WireFormat> formats() {
        return formats;
    }

    boolean debug() {
        return debug;
    }

    RawSocketSettings settings() {
        return settings;
    }

    ConnectionContext context() {
        return context;
    }

    TransportCounters counters() {
        return counters;
    }
}
