package io.signalbox.router.component;

import io.signalbox.client.Component;
import io.signalbox.router.bridge.RestBridge;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;

/** Creation of an instance of a class that the configuration names: a bridge of the node, or a class of users. Stateless. */
final class ComponentClass {
    private ComponentClass() {}

    /**
     * Returns a new instance.
     *
     * @throws ComponentFailure if the class is missing or is no component; the message says what to do
     * @throws InvocationTargetException if the constructor has thrown an exception
     */
    static Component instance(String name, ClassLoader loader)
            throws ComponentFailure, InvocationTargetException, InstantiationException, IllegalAccessException {
        Optional<RestBridge> bridge = RestBridge.named(name);
        if (bridge.isPresent()) {
            return bridge.get().component();
        }
        Class<?> found;
        try {
            found = Class.forName(name, true, loader);
        } catch (ClassNotFoundException e) {
            throw new ComponentFailure("the class " + name
                    + " was not found; add its jar to 'classpath' of the component, or correct 'classname'");
        } catch (UnsupportedClassVersionError e) {
            throw new ComponentFailure("the class " + name + " needs a newer Java than "
                    + Runtime.version().feature() + "; compile it with --release "
                    + Runtime.version().feature());
        } catch (LinkageError e) {
            throw new ComponentFailure("the class " + name + " cannot be linked (" + e
                    + "); add the jars that it needs to 'classpath' of the component");
        }
        if (!Component.class.isAssignableFrom(found)) {
            throw new ComponentFailure("the class " + name + " is no component; let it implement "
                    + Component.class.getName()
                    + ", and leave the jar of the client out of its jar");
        }
        try {
            return (Component) found.getConstructor().newInstance();
        } catch (NoSuchMethodException e) {
            throw new ComponentFailure("the class " + name + " has no public constructor without parameters; add it");
        }
    }
}
