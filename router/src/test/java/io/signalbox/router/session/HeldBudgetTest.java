package io.signalbox.router.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeldBudgetTest {
    private final HeldBudget budget = new HeldBudget(100);

    @Test
    void what_is_refused_is_not_reserved() {
        assertThat(budget.tryReserve(60)).isTrue();
        assertThat(budget.tryReserve(41)).isFalse();
        assertThat(budget.reservedBytes()).isEqualTo(60);
        assertThat(budget.tryReserve(40)).isTrue();
        assertThat(budget.reservedBytes()).isEqualTo(100);
    }

    @Test
    void what_is_kept_already_counts_although_there_is_no_room() {
        assertThat(budget.reserve(101)).isFalse();
        assertThat(budget.reservedBytes()).isEqualTo(101);
        budget.release(101);
        assertThat(budget.reservedBytes()).isZero();
        assertThat(budget.tryReserve(100)).isTrue();
    }
}
