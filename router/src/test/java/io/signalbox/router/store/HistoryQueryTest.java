package io.signalbox.router.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.router.store.HistoryQuery.InvalidFilterException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryQueryTest {

    @ParameterizedTest
    @CsvSource({
        "from_time, 1970-01-01T00:00:01Z, 1000000",
        "from_time, 1970-01-01T00:00:01.0000001Z, 1000001",
        "after_time, 1970-01-01T00:00:01Z, 1000001",
        "after_time, 1970-01-01T00:00:01.0000001Z, 1000001",
        "from_time, 1970-01-01T01:00:01+01:00, 1000000",
        "from_time, 1969-12-31T23:59:59.5Z, -500000"
    })
    void the_earliest_time_is_exact(String filter, String time, long micros) throws Exception {
        assertThat(HistoryQuery.from(Map.of(filter, time)).firstMicros()).isEqualTo(micros);
    }

    @ParameterizedTest
    @CsvSource({
        "until_time, 1970-01-01T00:00:01Z, 1000000",
        "until_time, 1970-01-01T00:00:01.0000001Z, 1000000",
        "before_time, 1970-01-01T00:00:01Z, 999999",
        "before_time, 1970-01-01T00:00:01.0000001Z, 1000000"
    })
    void the_latest_time_is_exact(String filter, String time, long micros) throws Exception {
        assertThat(HistoryQuery.from(Map.of(filter, time)).lastMicros()).isEqualTo(micros);
    }

    @Test
    void of_two_bounds_the_narrower_one_counts() throws Exception {
        HistoryQuery query = HistoryQuery.from(Map.of(
                "from_time", "1970-01-01T00:00:02Z",
                "after_time", "1970-01-01T00:00:01Z",
                "until_time", "1970-01-01T00:00:08Z",
                "before_time", "1970-01-01T00:00:09Z"));
        assertThat(query.firstMicros()).isEqualTo(2_000_000);
        assertThat(query.lastMicros()).isEqualTo(8_000_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 1_769_860_800_000_001L, 999_999})
    void a_timestamp_used_as_a_filter_means_the_same_time(long micros) throws Exception {
        Map<String, Object> filters =
                Map.of("from_time", HistoryQuery.timestamp(micros), "until_time", HistoryQuery.timestamp(micros));
        assertThat(HistoryQuery.from(filters).firstMicros()).isEqualTo(micros);
        assertThat(HistoryQuery.from(filters).lastMicros()).isEqualTo(micros);
    }

    @Test
    void null_counts_as_absent_and_unknown_filters_are_ignored() throws Exception {
        Map<String, Object> filters = new HashMap<>();
        for (String filter : new String[] {"reverse", "limit", "from_time", "topic", "from_publication"}) {
            filters.put(filter, null);
        }
        filters.put("colour", "red");
        assertThat(HistoryQuery.from(filters)).isEqualTo(HistoryQuery.EVERYTHING);
    }

    @Test
    void a_number_must_be_an_integer_from_one() throws Exception {
        assertThat(HistoryQuery.from(Map.of("limit", 5L)).limit()).isEqualTo(5);
        assertThatThrownBy(() -> HistoryQuery.from(Map.of("limit", 5.0))).isInstanceOf(InvalidFilterException.class);
        assertThatThrownBy(() -> HistoryQuery.from(Map.of("limit", -1L)))
                .isInstanceOf(InvalidFilterException.class)
                .hasMessageContaining("limit");
    }

    @Test
    void a_time_that_no_event_can_have_is_refused() {
        assertThatThrownBy(() -> HistoryQuery.from(Map.of("from_time", "+999999999-01-01T00:00:00Z")))
                .isInstanceOf(InvalidFilterException.class)
                .hasMessageContaining("RFC 3339");
    }
}
