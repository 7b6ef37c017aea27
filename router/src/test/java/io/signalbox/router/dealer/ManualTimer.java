package io.signalbox.router.dealer;

/** Time that passes only when a test says so. */
final class ManualTimer implements CallTimer {
    private long nowNanos;
    private long wakeUpNanos;
    private Runnable wakeUp;

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    @Override
    public long epochMillis() {
        return nowNanos / 1_000_000;
    }

    @Override
    public void wakeAfter(long delayNanos, Runnable task) {
        wakeUpNanos = nowNanos + delayNanos;
        wakeUp = task;
    }

    void advanceMillis(long millis) {
        long end = nowNanos + millis * 1_000_000;
        while (wakeUp != null && wakeUpNanos <= end) {
            nowNanos = Math.max(nowNanos, wakeUpNanos);
            Runnable task = wakeUp;
            wakeUp = null;
            task.run();
        }
        nowNanos = end;
    }

    boolean isIdle() {
        return wakeUp == null;
    }
}
