package io.signalbox.protocol.uri;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.MatchPolicy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prefix and wildcard matching (spec: Pattern-based Subscription). */
class UriPatternTest {

    @ParameterizedTest
    @CsvSource({
        "EXACT, a.b, a.b, true",
        "EXACT, a.b, a.b.c, false",
        "PREFIX, com.myapp.topic.emergency, com.myapp.topic.emergency, true",
        "PREFIX, com.myapp.topic.emergency, com.myapp.topic.emergency.11, true",
        "PREFIX, com.myapp.topic.emergency, com.myapp.topic.emergency-low, true",
        "PREFIX, com.myapp.topic.emergency, com.myapp.topic.emerge, false",
        "PREFIX, '', a.b, true",
        "WILDCARD, com.myapp..userevent, com.myapp.foo.userevent, true",
        "WILDCARD, com.myapp..userevent, com.myapp.foo.userevent.bar, false",
        "WILDCARD, com.myapp..userevent, com.myapp.foo.user, false",
        "WILDCARD, com.myapp..userevent, com.myapp2.foo.userevent, false",
        "WILDCARD, '', a, true",
        "WILDCARD, '', a.b, false",
        "WILDCARD, ., a.b, true",
        "WILDCARD, ., a, false",
        "WILDCARD, a., a.b, true",
        "WILDCARD, a., a, false",
        "WILDCARD, ..x, p.q.x, true",
        "WILDCARD, a.b, a.b, true",
        "WILDCARD, a.b, a.c, false",
    })
    void a_pattern_matches_as_the_spec_shows(MatchPolicy match, String pattern, String uri, boolean matches) {
        assertThat(new UriPattern(match, pattern).matches(uri)).isEqualTo(matches);
    }
}
