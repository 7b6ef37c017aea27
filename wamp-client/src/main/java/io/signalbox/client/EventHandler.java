package io.signalbox.client;

/**
 * Handler of the events of one subscription.
 *
 * <pre>{@code
 * EventHandler printed = event -> System.out.println(event.args());
 * session.subscribe("com.example.temperature", printed);
 * }</pre>
 */
@FunctionalInterface
public interface EventHandler {

    /**
     * Handles an event. Called on a virtual thread, for one event at a time in the order of the router. The method may block,
     * which delays only the events of this subscription.
     *
     * @throws Exception is written to the log; further events follow
     */
    void onEvent(Event event) throws Exception;
}
