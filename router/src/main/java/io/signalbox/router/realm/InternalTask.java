package io.signalbox.router.realm;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Task of the realm itself, such as a timer. Belongs to no session. */
record InternalTask(String realm, String what, Runnable action) implements RealmTask {
    private static final Logger LOG = LoggerFactory.getLogger(InternalTask.class);

    @Override
    public int run() {
        action.run();
        return 1;
    }

    @Override
    public void failed(Throwable failure) {
        LOG.error("realm={} {} failed", realm, what, failure);
    }
}
