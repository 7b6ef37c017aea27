package io.signalbox.router.bridge;

import io.signalbox.client.Component;
import io.signalbox.client.ComponentContext;
import io.signalbox.client.Invocation;
import io.signalbox.client.RegistrationOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Callee of a procedure that sends requests to one HTTP server: {@code crossbar.bridge.rest.RESTCallee}. All requests stay below the
 * base URL of the configuration. A redirection of GET or HEAD is followed below the base URL; any other one is the result.
 */
final class RestCallee implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(RestCallee.class);
    private static final int CONCURRENCY = 64;
    private static final int MAX_REDIRECTIONS = 5;

    private static final Set<String> KEYS =
            Set.of("baseurl", "procedure", "timeout", "retries", "max_response_bytes", "max_concurrency");

    /** 303 is one of them, because GET and HEAD stay what they are. */
    private static final Set<Integer> REDIRECTIONS = Set.of(301, 302, 303, 307, 308);

    private BaseUrl base;
    private HttpExchanges exchanges;
    private FailureLog failures;

    @Override
    public void start(ComponentContext context) throws InvalidExtra {
        Extra extra = new Extra(context.extra(), "extra", KEYS);
        URI url = extra.url("baseurl");
        if (url.getRawQuery() != null) {
            throw new InvalidExtra("'extra.baseurl' has a query, which no call would get; remove it");
        }
        String procedure = extra.text("procedure");
        HttpLimits limits = extra.limits(CONCURRENCY);
        base = new BaseUrl(url);
        exchanges = new HttpExchanges(limits);
        failures = new FailureLog(LOG, "component=" + context.id() + " procedure=" + procedure);
        context.session()
                .register(
                        procedure, RegistrationOptions.EXACT.withConcurrency(limits.concurrency()), this::onInvocation);
    }

    private Object onInvocation(Invocation invocation) throws InterruptedException {
        HttpRequest request = CallRequest.of(invocation, base);
        HttpAnswer answer;
        try {
            answer = exchange(request);
        } catch (HttpFailure e) {
            failures.failed(e.forLog());
            throw e.forCaller();
        }
        failures.succeeded();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("code", answer.code());
        result.put("content", answer.text());
        result.put("headers", answer.namedHeaders());
        return result;
    }

    private HttpAnswer exchange(HttpRequest first) throws HttpFailure, InterruptedException {
        long deadline = exchanges.deadline();
        HttpRequest request = first;
        HttpAnswer answer = exchanges.send(request, deadline);
        for (int followed = 0; followed < MAX_REDIRECTIONS; followed++) {
            Optional<URI> target = target(request, answer);
            if (target.isEmpty()) {
                return answer;
            }
            request = HttpRequest.newBuilder(request, (name, value) -> true)
                    .uri(target.get())
                    .build();
            answer = exchanges.send(request, deadline);
        }
        return answer;
    }

    /** Returns the URL of a redirection that is followed. */
    private Optional<URI> target(HttpRequest request, HttpAnswer answer) {
        if (!HttpMethod.isSafe(request.method()) || !REDIRECTIONS.contains(answer.code())) {
            return Optional.empty();
        }
        List<String> locations = answer.headers().allValues("Location");
        if (locations.size() != 1) {
            return Optional.empty();
        }
        try {
            URI target = request.uri().resolve(new URI(locations.getFirst()));
            return Optional.of(target).filter(base::contains);
        } catch (URISyntaxException e) {
            // No URL to follow: the caller gets the header.
            return Optional.empty();
        }
    }

    @Override
    public void stop() throws InterruptedException {
        exchanges.close();
        failures.close();
    }
}
