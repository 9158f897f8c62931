package org.ot4j.transport.lowrank;

/**
 * The mean costs between points of one side and the clusters of the other, which are the slopes of
 * Σ c_ij Q_ik R_jk / g_k in Q and in R.
 */
interface ClusterCosts {
    /** Takes the factors as they are now; g holds the masses of the clusters. */
    void update(Factor q, Factor r, double[] g);

    /** Writes Σ_j c_ij R_jk / g_k for all clusters k. */
    void source(int i, double[] out);

    /** Writes Σ_i c_ij Q_ik / g_k for all clusters k. */
    void target(int j, double[] out);

    /** The cost of the product of the weights, a plan of rank one. */
    double ofProduct();

    /** What was taken off all costs. */
    double constant();

    /** What was taken off the costs of a source, and belongs to its potential. */
    double ofSource(int i);

    /** What was taken off the costs of a target, and belongs to its potential. */
    double ofTarget(int j);

    /** Where the clusters are to begin. */
    Start start(int rank, long seed);

    /**
     * Clusters to begin with.
     *
     * @param sources distances of a source to all clusters
     * @param targets distances of a target to all clusters
     * @param g the masses of the clusters
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Start(Factor.RowWriter sources, Factor.RowWriter targets, double[] g) {}
}
