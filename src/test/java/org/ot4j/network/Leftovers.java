package org.ot4j.network;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Counts arrays of all managers, to see that what is called often leaves none. */
public final class Leftovers {
    private static final int CALLS = 50;

    private Leftovers() {}

    /** Fails where 50 calls leave more arrays than they return. */
    public static void none(String what, Supplier<?> call) {
        close(call.get(), Set.of());
        Set<Object> before = all();
        for (int k = 0; k < CALLS; k++) {
            close(call.get(), before);
        }
        Set<Object> left = all();
        left.removeAll(before);
        assertTrue(left.isEmpty(), what + " leaves " + left.size() + " arrays in 50 calls");
    }

    /** A result, but not an argument that is given back. */
    private static void close(Object made, Set<Object> before) {
        if (made instanceof NDArray array
                && !before.isEmpty()
                && !before.contains(array.getUid())) {
            array.close();
        }
    }

    private static Set<Object> all() {
        var found = new HashSet<Object>();
        try (NDManager any = Tensors.newManager()) {
            collect(any.getParentManager(), found);
        }
        return found;
    }

    private static void collect(NDManager manager, Set<Object> found) {
        for (Object resource : resources(manager)) {
            if (resource instanceof NDManager child) {
                collect(child, found);
            } else if (resource instanceof NDArray array && !array.isReleased()) {
                found.add(array.getUid());
            }
        }
    }

    /** DJL lists a manager's arrays, but not the managers below it. */
    private static List<Object> resources(NDManager manager) {
        try {
            Field field = BaseNDManager.class.getDeclaredField("resources");
            field.setAccessible(true);
            return List.copyOf(((Map<?, ?>) field.get(manager)).values());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
