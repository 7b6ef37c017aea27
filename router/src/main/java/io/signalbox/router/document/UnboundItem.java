package io.signalbox.router.document;

/** Checked item of a configuration, with all defaults, that only a {@code NodeExtension} can bind to a record. */
public interface UnboundItem {

    /**
     * Returns the item as a record.
     *
     * @param type the record; its components are named like the keys of the item
     */
    <T> T bind(Class<T> type);
}
