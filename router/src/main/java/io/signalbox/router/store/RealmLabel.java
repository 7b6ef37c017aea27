package io.signalbox.router.store;

/**
 * Name of a realm in log lines and in the file of its event histories, unique in the node: the name of the realm, and the id of the
 * worker in front of the name if another worker has a realm of the same name.
 *
 * @param former the name that the file has from before another worker got, or lost, a realm of the same name
 */
public record RealmLabel(String current, String former) {

    /** Returns the label of a realm. */
    public static RealmLabel of(String worker, String name, boolean isNameShared) {
        String qualified = worker + "/" + name;
        return isNameShared ? new RealmLabel(qualified, name) : new RealmLabel(name, qualified);
    }

    @Override
    public String toString() {
        return current;
    }
}
