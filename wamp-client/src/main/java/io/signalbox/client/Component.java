package io.signalbox.client;

/**
 * Component: code that a node of Signalbox hosts and that has a session in a realm. The class has a public constructor without
 * parameters. The node calls the methods on virtual threads, which may block. One instance is started and stopped once.
 *
 * <pre>{@code
 * public final class Adder implements Component {
 *     @Override
 *     public void start(ComponentContext context) {
 *         context.session().register("com.example.add", call -> call.arg(0, Integer.class) + call.arg(1, Integer.class));
 *     }
 * }
 * }</pre>
 */
public interface Component {

    /**
     * Starts the component. The session has joined the realm. The component runs when the method returns, and has failed when the
     * method throws, or does not return in the time that the configuration gives.
     */
    void start(ComponentContext context) throws Exception;

    /**
     * Stops the component, whose session still is in the realm unless it was lost. Called once, after {@link #start} has returned.
     * A component that has started threads ends them here.
     */
    default void stop() throws Exception {}
}
