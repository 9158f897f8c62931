package org.ot4j.kernel.execution;

import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.VarSnippet;
import org.ot4j.kernel.inside.Inside;

/**
 * Keeps the values of variables when something that their initialisers use is redefined. When a
 * method, class or import is redefined, JShell recompiles everything that uses it, including
 * variables whose initialisers do, and a recompiled variable is 0 or null. Here its new class gets
 * the old value; if the value no longer fits, the user is told.
 */
final class Survivors {
    private final JShell shell;
    private final ClassLoader loader;
    private final Method className;

    /** The current class of each variable. */
    private final Map<Snippet, Field> homes = new HashMap<>();

    /** Variables that have lost their value in this evaluation. */
    private final Set<Snippet> lost = new HashSet<>();

    Survivors(JShell shell, ClassLoader loader) throws ReflectiveOperationException {
        this.shell = shell;
        this.loader = loader;
        className = Inside.method(Snippet.class, "classFullName");
    }

    /**
     * To be called after classes are loaded: transfers values from old classes. A variable that the
     * user redeclares is not active at that time.
     */
    synchronized void carryOver() {
        homes.keySet().removeIf(snippet -> !shell.status(snippet).isActive());
        shell.variables().forEach(this::carryOver);
    }

    private void carryOver(VarSnippet variable) {
        try {
            var name = (String) className.invoke(variable);
            Field old = homes.get(variable);
            if (old != null && old.getDeclaringClass().getName().equals(name)) {
                return;
            }
            Field now = Class.forName(name, false, loader).getDeclaredField(variable.name());
            now.setAccessible(true);
            homes.put(variable, now);
            if (old != null && !move(old, now)) {
                lost.add(variable);
            }
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            // Not loaded yet, or no longer: reported when JShell reports its status.
        }
    }

    /** Whether the value was transferred from one to the other. */
    private static boolean move(Field old, Field now) throws IllegalAccessException {
        Object value = old.get(null);
        if (isDefault(value)) {
            return true;
        }
        if (Modifier.isFinal(now.getModifiers()) || !fits(old.getGenericType(), now)) {
            return false;
        }
        try {
            now.set(null, value);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isDefault(Object value) {
        return value == null
                || value instanceof Number number && Double.compare(number.doubleValue(), 0) == 0
                || value.equals(false)
                || value.equals('\0');
    }

    /** Numbers may become wider; an object of a user's own class must still have the same class. */
    private static boolean fits(Type old, Field now) {
        return now.getType().isPrimitive()
                ? old instanceof Class<?> type && type.isPrimitive()
                : same(old, now.getGenericType());
    }

    private static boolean same(Type a, Type b) {
        if (a instanceof ParameterizedType p && b instanceof ParameterizedType q) {
            return same(p.getRawType(), q.getRawType())
                    && same(p.getActualTypeArguments(), q.getActualTypeArguments());
        }
        if (a instanceof GenericArrayType p && b instanceof GenericArrayType q) {
            return same(p.getGenericComponentType(), q.getGenericComponentType());
        }
        if (a instanceof WildcardType p && b instanceof WildcardType q) {
            return same(p.getUpperBounds(), q.getUpperBounds())
                    && same(p.getLowerBounds(), q.getLowerBounds());
        }
        return a.equals(b);
    }

    private static boolean same(Type[] a, Type[] b) {
        boolean same = a.length == b.length;
        for (int i = 0; same && i < a.length; i++) {
            same = same(a[i], b[i]);
        }
        return same;
    }

    /** Tells the user of a variable that has lost its value. */
    synchronized void tell(SnippetEvent event) {
        if (!(event.snippet() instanceof VarSnippet variable) || event.causeSnippet() == null) {
            return;
        }
        boolean gone = event.previousStatus().isDefined() && !event.status().isDefined();
        boolean overwritten = event.status() == Snippet.Status.OVERWRITTEN;
        if ((lost.remove(variable) || gone && !overwritten) && !variable.name().startsWith("$")) {
            System.err.println(
                    "ot4j: the variable "
                            + variable.name()
                            + (gone
                                    ? " is gone: its declaration uses something that was redefined"
                                    : " was reset: its type "
                                            + variable.typeName()
                                            + " was redefined")
                            + "; run its cell again");
        }
    }
}
