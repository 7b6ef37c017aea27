package io.signalbox.router.realm;

import io.signalbox.router.session.RealmTasks;

/** The loop as other packages see it. */
record LoopTasks(String realm, RealmLoop loop) implements RealmTasks {

    @Override
    public void followUp(String what, Runnable action) {
        loop.followUp(new RealmStep(realm, what, action));
    }

    @Override
    public void submit(String what, Runnable action) {
        loop.submit(new RealmStep(realm, what, action));
    }
}
