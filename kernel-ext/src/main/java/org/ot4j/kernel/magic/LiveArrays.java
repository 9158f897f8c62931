package org.ot4j.kernel.magic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ot4j.kernel.inside.Inside;

/** The arrays that are alive, by the manager that holds them. */
record LiveArrays(String manager, int arrays, long bytes) {
    /** One entry for each manager that holds arrays itself. */
    static List<LiveArrays> count() {
        var found = new ArrayList<LiveArrays>();
        try (NDManager any = NDManager.newBaseManager()) {
            collect(any.getParentManager(), found); // the root of all managers
        }
        return found;
    }

    private static void collect(NDManager manager, List<LiveArrays> found) {
        int arrays = 0;
        long bytes = 0;
        for (Object resource : resources(manager)) {
            if (resource instanceof NDManager child) {
                collect(child, found);
            } else if (resource instanceof NDArray array && !array.isReleased()) {
                arrays++;
                bytes += array.size() * array.getDataType().getNumOfBytes();
            }
        }
        if (arrays > 0) {
            found.add(new LiveArrays(manager.getName(), arrays, bytes));
        }
    }

    /** DJL lists a manager's arrays, but not the managers below it. */
    private static List<Object> resources(NDManager manager) {
        try {
            return List.copyOf(((Map<?, ?>) Inside.get(manager, "resources")).values());
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new MagicError("this version of the engine does not list its arrays: " + e);
        }
    }
}
