package org.ot4j.experiments.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ot4j.divergence.FDivergence;

/** Short runs of the studies' models, held against bounds that are wider than the studies' own. */
class ShortRunsTest {
    @ParameterizedTest
    @ValueSource(strings = {"VAE", "InfoVAE", "WAE-MMD", "WAE-GAN"})
    void anAutoEncoderLearnsTheRing(String name) {
        var of = AutoEncoders.cases().stream().filter(c -> c.name().equals(name)).findAny();
        var found = AutoEncoders.measure(of.orElseThrow(), 500, 1);
        assertTrue(found.distance() < 2 * of.get().worst(), found.toString());
        assertEquals(8, found.modes());
    }

    @Test
    void anFGanFitsTheNearestNormalDistribution() {
        var found = TransportModels.fit(FDivergence.KL, 300, 1);
        assertTrue(found.value() <= 0.1, found.toString());
    }

    @Test
    void aGanFindsAllModes() {
        var gan = TransportModels.ring().stream().filter(c -> c.name().equals("GAN")).findAny();
        var found = TransportModels.measure(gan.orElseThrow(), 800, 1);
        assertTrue(found.value() <= 0.8, found.toString());
        assertEquals(8, found.modes());
    }
}
