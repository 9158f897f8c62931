package org.ot4j.kernel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ot4j.kernel.inside.Inside;

/**
 * The entries registered with the kernel after a certain moment. The kernel's registries do not
 * support removal, but their maps, of values or of lists of values, do. If another version of the
 * kernel has no such map, nothing is removed.
 */
final class Additions {
    private final Map<Object, Object> map;
    private final Map<Object, Object> before = new HashMap<>();

    private Additions(Map<Object, Object> map) {
        this.map = map;
        map.forEach((key, value) -> before.put(key, copy(value)));
    }

    /** Remembers the entries that exist now. */
    static Additions to(Object registry, String field) {
        try {
            @SuppressWarnings("unchecked") // compared and put back, not used
            var map = (Map<Object, Object>) Inside.get(registry, field);
            return new Additions(map);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return new Additions(new HashMap<>());
        }
    }

    /** Returns an action that removes everything added until now and restores what it replaced. */
    Runnable undo() {
        var ours = new HashMap<Object, Object>();
        map.forEach((key, value) -> ours.put(key, copy(value)));
        return () -> ours.forEach(this::takeOut);
    }

    private void takeOut(Object key, Object ours) {
        Object old = before.get(key);
        Object now = map.get(key);
        if (now instanceof List<?> list && ours instanceof List<?> added) {
            list.removeIf(v -> contains(added, v) && !(old instanceof List<?> o && contains(o, v)));
            if (list.isEmpty() && old == null) {
                map.remove(key);
            }
        } else if (now == ours && now != old) { // otherwise it has been replaced since
            if (old == null) {
                map.remove(key);
            } else {
                map.put(key, old);
            }
        }
    }

    private static Object copy(Object value) {
        return value instanceof List<?> list ? List.copyOf(list) : value;
    }

    private static boolean contains(List<?> values, Object value) {
        return values.stream().anyMatch(v -> v == value);
    }
}
