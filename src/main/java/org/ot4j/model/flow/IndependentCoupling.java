package org.ot4j.model.flow;

import org.ot4j.data.DataSource;
import org.ot4j.distribution.Prior;

/** As they come. */
record IndependentCoupling() implements Coupler {
    @Override
    public String name() {
        return "independent";
    }

    @Override
    public Matcher matcher(Prior source, DataSource data) {
        return (noise, batch, n, random) -> new Pairs(noise, batch);
    }
}
