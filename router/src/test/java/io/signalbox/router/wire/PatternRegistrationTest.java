package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checklist C.9, with the worked table of C55, where a prefix matches by characters. */
class PatternRegistrationTest extends WireTest {
    private static final String[][] TABLE = {
        {"a1.b2.c3.d4.e55", "exact"},
        {"a1.b2.c3", "prefix"},
        {"a1.b2.c3.d4", "prefix"},
        {"a1.b2..d4.e5", "wildcard"},
        {"a1.b2.c33..e5", "wildcard"},
        {"a1.b2..d4.e5..g7", "wildcard"},
        {"a1.b2..d4..f6.g7", "wildcard"},
    };

    @ParameterizedTest
    @CsvSource({
        "a1.b2.c3.d4.e55, 1",
        "a1.b2.c3.d98.e74, 2",
        "a1.b2.c3.d4.e325, 3",
        "a1.b2.c55.d4.e5, 4",
        "a1.b2.c33.d4.e5, 2",
        "a1.b2.c88.d4.e5.f6.g7, 6"
    })
    void the_best_registration_is_called(String procedure, int row) {
        RawWampClient callee = join();
        List<Long> ids = new ArrayList<>();
        for (String[] registration : TABLE) {
            ids.add(register(callee, registration[0], "{'match': '%s'}".formatted(registration[1])));
        }
        join().send("[48, 1, {}, '%s']".formatted(procedure));
        long reached = callee.receives("[68, 1, '*', '*']").get(2).longValue();
        assertThat(ids.indexOf(reached) + 1).isEqualTo(row);
    }

    @Test
    void reserved_names_are_the_routers_under_any_pattern() {
        RawWampClient callee = join();
        register(callee, "", "{'match': 'prefix'}");
        register(callee, "..", "{'match': 'wildcard'}");
        RawWampClient caller = join();
        caller.asks("[48, 1, {}, 'wamp.session.stroke']", "[8, 48, 1, {}, 'wamp.error.no_such_procedure', ['*']]");
        caller.asks("[48, 2, {}, 'wamp']", "[8, 48, 2, {}, 'wamp.error.no_such_procedure', ['*']]");
        caller.asks("[48, 3, {}, 'wamp.session.count']", "[50, 3, {}, ['*']]");
        caller.asks("[48, 4, {}, 'wamp.registration.match', ['wamp.session.stroke']]", "[50, 4, {}, [null]]");
        callee.hasNothingMore();
    }

    @Test
    void what_no_registration_matches_is_no_procedure() {
        RawWampClient callee = join();
        for (String[] registration : TABLE) {
            register(callee, registration[0], "{'match': '%s'}".formatted(registration[1]));
        }
        join().asks("[48, 1, {}, 'a2.b2.c2.d2.e2']", "[8, 48, 1, {}, 'wamp.error.no_such_procedure', ['*']]");
    }
}
