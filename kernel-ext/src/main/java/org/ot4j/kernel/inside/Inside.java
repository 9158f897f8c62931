package org.ot4j.kernel.inside;

import java.lang.reflect.Field;
import java.lang.reflect.Method;

/** Access to private fields and methods of other classes. */
public final class Inside {
    private Inside() {}

    /**
     * The value of a field of the object's class or a superclass.
     *
     * @throws ReflectiveOperationException if there is no such field
     */
    public static Object get(Object owner, String name) throws ReflectiveOperationException {
        return field(owner, name).get(owner);
    }

    /**
     * Sets a field of the object's class or a superclass.
     *
     * @return an action that undoes this, unless the field has been set to something else since
     * @throws ReflectiveOperationException if there is no such field
     */
    public static Runnable set(Object owner, String name, Object value)
            throws ReflectiveOperationException {
        Field field = field(owner, name);
        Object before = field.get(owner);
        field.set(owner, value);
        return () -> {
            try {
                if (field.get(owner) == value) {
                    field.set(owner, before);
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e); // it was accessible a moment ago
            }
        };
    }

    /**
     * The value of a static field.
     *
     * @throws ReflectiveOperationException if there is no such field
     */
    public static Object constant(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(null);
    }

    /**
     * A method that this class declares.
     *
     * @throws ReflectiveOperationException if there is no such method
     */
    public static Method method(Class<?> type, String name, Class<?>... arguments)
            throws ReflectiveOperationException {
        Method method = type.getDeclaredMethod(name, arguments);
        method.setAccessible(true);
        return method;
    }

    private static Field field(Object owner, String name) throws ReflectiveOperationException {
        for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(owner.getClass().getName() + "." + name);
    }
}
