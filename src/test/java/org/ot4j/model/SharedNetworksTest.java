package org.ot4j.model;

import org.junit.jupiter.api.Test;
import org.ot4j.OwnProcess;

/**
 * Trainings that use each other's networks, in a Java process of their own, which a fault would let
 * hang or die.
 */
class SharedNetworksTest {
    private static final int SECONDS = 120;

    @Test
    void trainingsThatUseEachOthersNetworksEnd() throws Exception {
        OwnProcess.finish(OwnProcess.start(false, SharedNetworks.class), SECONDS);
    }
}
