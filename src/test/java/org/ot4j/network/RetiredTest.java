package org.ot4j.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;

/** Fails where DJL keeps the address of an array in another place. */
class RetiredTest {
    @Test
    void aRetiredArrayIsRefusedAndItsManagerClosed() {
        NDManager manager = Tensors.newManager();
        NDArray array = manager.create(new float[] {1, 2});
        assertArrayEquals(new float[] {1, 2}, array.toFloatArray());
        Retired.close(manager, null);
        assertTrue(array.isReleased());
        assertFalse(manager.isOpen());
        assertThrows(IllegalStateException.class, array::toFloatArray);
        assertThrows(IllegalStateException.class, () -> array.add(1));
    }
}
