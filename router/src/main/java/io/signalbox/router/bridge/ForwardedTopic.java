package io.signalbox.router.bridge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.client.Event;
import io.signalbox.client.EventHandler;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwarding of the events of one subscription. With a concurrency of 1, the events arrive in order. An event that arrives while all
 * exchanges are in use waits in the queue of the subscription, which is bounded. Thread-safe.
 */
final class ForwardedTopic implements EventHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardedTopic.class);

    private final String topic;
    private final URI url;
    private final Form form;
    private final HttpExchanges exchanges;
    private final Semaphore free;
    private final FailureLog failures;
    private final ObjectMapper json;

    /**
     * Form of the requests.
     *
     * @param expectedCode the status of the response; 0 for any from 200 to 299
     * @param logsAnswers whether each response is a line of the log at DEBUG
     */
    record Form(String method, int expectedCode, boolean sortsKeys, boolean logsAnswers) {}

    ForwardedTopic(String component, String topic, URI url, Form form, HttpExchanges exchanges, int concurrency) {
        this.topic = topic;
        this.url = url;
        this.form = form;
        this.exchanges = exchanges;
        free = new Semaphore(concurrency);
        failures = new FailureLog(LOG, "component=" + component + " topic=" + topic + " forwarding of events");
        json = JsonMapper.builder()
                .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, form.sortsKeys())
                .build();
    }

    @Override
    public void onEvent(Event event) throws InterruptedException, JsonProcessingException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .method(form.method(), HttpRequest.BodyPublishers.ofByteArray(body(event)))
                .build();
        free.acquire();
        Thread.ofVirtual().name("bridge-forward").start(() -> {
            try {
                forward(request);
            } finally {
                free.release();
            }
        });
    }

    private byte[] body(Event event) throws JsonProcessingException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("args", event.args());
        body.set("kwargs", event.kwargs());
        // Jackson sorts the keys of maps, and not those of trees.
        return json.writeValueAsBytes(json.treeToValue(body, Object.class));
    }

    private void forward(HttpRequest request) {
        try {
            HttpAnswer answer = exchanges.send(request, exchanges.deadline());
            if (form.logsAnswers()) {
                LOG.debug("topic={} code={} bytes={} is the response", topic, answer.code(), answer.body().length);
            }
            if (isExpected(answer)) {
                failures.succeeded();
            } else {
                failures.failed("the HTTP server has answered with status " + answer.code() + ", not "
                        + (form.expectedCode() == 0 ? "200 to 299" : form.expectedCode()));
            }
        } catch (HttpFailure e) {
            failures.failed(e.forLog());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failures.failed("the exchange was interrupted");
        }
    }

    private boolean isExpected(HttpAnswer answer) {
        return form.expectedCode() == 0 ? answer.isSuccess() : answer.code() == form.expectedCode();
    }

    /** Logs the failures that no success has followed. */
    void close() {
        failures.close();
    }
}
