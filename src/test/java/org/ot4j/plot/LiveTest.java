package org.ot4j.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.ot4j.data.Synthetic;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.network.Networks;
import org.ot4j.training.Moment;

class LiveTest {
    @Test
    void aTrainingIsShownAtItsEndAndNotAtEachEpoch() {
        var vae =
                Vae.builder()
                        .prior(Prior.standardNormal(2))
                        .encoder(Networks.mlp(8))
                        .decoder(Networks.mlp(8))
                        .likelihood(Likelihood.gaussian().fixed(0.1))
                        .build();
        List<Chart> shown = new ArrayList<>();
        var keys = new HashSet<Object>();
        ChartDisplay before =
                Live.setDisplay(
                        (key, chart) -> {
                            keys.add(key);
                            shown.add(chart);
                        });
        try (Live live = Plots.live(() -> Plots.scatter(vae.sample(10, 1)))) {
            vae.train(Synthetic.twoMoons(40, 0.1, 1)).epochs(30).batchSize(40).onEpoch(live).fit();
        } finally {
            Live.setDisplay(before);
        }
        assertTrue(!shown.isEmpty() && shown.size() < 30, shown.size() + " charts");
        assertEquals(1, keys.size(), "all in one place");
        var parts = (Row) shown.get(shown.size() - 1).content();
        var curve = (LineLayer) ((Cartesian) parts.charts().get(0).content()).layers().get(0);
        assertEquals(30, curve.x().length, "the last epoch, too");
        assertEquals(30, curve.x()[29]);
        var samples = (PointLayer) ((Cartesian) parts.charts().get(1).content()).layers().get(0);
        assertEquals(10, samples.x().length);
        assertSame(before, Live.setDisplay(before));
    }

    @Test
    void aListenerIsClosedAlsoWhereTheTrainingFails() {
        var vae =
                Vae.builder()
                        .prior(Prior.standardNormal(2))
                        .encoder(Networks.mlp(8))
                        .decoder(Networks.mlp(8))
                        .likelihood(Likelihood.gaussian().fixed(0.1))
                        .build();
        var listener = new Failing();
        var training =
                vae.train(Synthetic.twoMoons(40, 0.1, 1)).epochs(3).batchSize(40).onEpoch(listener);
        var failure = assertThrows(IllegalStateException.class, training::fit);
        assertEquals("on purpose", failure.getMessage());
        assertEquals("at the end", failure.getSuppressed()[0].getMessage());
    }

    private static final class Failing implements Consumer<Moment>, AutoCloseable {
        @Override
        public void accept(Moment moment) {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public void close() {
            throw new IllegalStateException("at the end");
        }
    }
}
