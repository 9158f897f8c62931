package org.ot4j.model.flow;

import org.ot4j.data.DataSource;
import org.ot4j.distribution.Prior;

/** What every coupling can do. */
sealed interface Coupler extends FlowCoupling
        permits IndependentCoupling, PlanCoupling, LaguerreCoupling {
    /** What couples batches, for these data; it may take a while. */
    Matcher matcher(Prior source, DataSource data);
}
