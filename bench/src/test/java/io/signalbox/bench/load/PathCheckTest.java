package io.signalbox.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PathCheckTest {

    private final Measurement measurement = new Measurement();
    private final PathCheck check = new PathCheck(measurement);

    @Test
    void arrivals_in_order_owe_nothing() {
        for (int sequence = 0; sequence < 5; sequence++) {
            assertThat(check.arrived(sequence)).isTrue();
        }

        assertThat(check.owed(5)).isZero();
        assertThat(check.owed(7)).isEqualTo(2);
        assertThat(measurement.isClean()).isTrue();
    }

    @Test
    void a_skipped_one_stays_owed_until_it_comes_late() {
        check.arrived(0);
        check.arrived(2);
        assertThat(check.owed(3)).isOne();

        assertThat(check.arrived(1)).isTrue();
        assertThat(check.owed(3)).isZero();
        assertThat(measurement.outOfOrder).isOne();
    }

    @Test
    void a_second_arrival_is_a_duplicate_and_counts_no_more() {
        check.arrived(0);

        assertThat(check.arrived(0)).isFalse();
        assertThat(measurement.duplicates).isOne();
        assertThat(measurement.isClean()).isFalse();
    }
}
