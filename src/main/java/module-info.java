/** Optimal transport and generative modelling. */
module org.ot4j {
    requires transitive ai.djl.api;
    requires transitive java.desktop;
    requires transitive tablesaw.core;
    requires transitive tablesaw.jsplot;
    requires ai.djl.pytorch_engine;
    requires com.fasterxml.jackson.databind;
    requires com.google.gson;
    requires com.sun.jna;
    requires com.twelvemonkeys.imageio.metadata;
    requires commons.math3;
    requires it.unimi.dsi.fastutil;
    requires java.net.http;
    requires org.apache.commons.csv;
    requires unbescape;
    // What DJL and Tablesaw use and, being automatic modules, cannot say.
    requires io.github.classgraph;
    requires org.slf4j;
    requires roaringbitmap;

    exports org.ot4j.base;
    exports org.ot4j.data;
    exports org.ot4j.distribution;
    exports org.ot4j.divergence;
    exports org.ot4j.evaluation;
    exports org.ot4j.model;
    exports org.ot4j.model.adversarial;
    exports org.ot4j.model.autoencoder;
    exports org.ot4j.model.coupled;
    exports org.ot4j.model.flow;
    exports org.ot4j.model.kantorovich;
    exports org.ot4j.model.latent;
    exports org.ot4j.model.map;
    exports org.ot4j.network;
    exports org.ot4j.plot;
    exports org.ot4j.training;
    exports org.ot4j.tensor;
    exports org.ot4j.transport;
    exports org.ot4j.transport.adaptation;
    exports org.ot4j.transport.barycenter;
    exports org.ot4j.transport.cost;
    exports org.ot4j.transport.entropic;
    exports org.ot4j.transport.exact;
    exports org.ot4j.transport.flow;
    exports org.ot4j.transport.gromov;
    exports org.ot4j.transport.laguerre;
    exports org.ot4j.transport.lowrank;
    exports org.ot4j.transport.map;
    exports org.ot4j.transport.quadratic;
    exports org.ot4j.transport.stochastic;
    exports org.ot4j.transport.unbalanced;
    exports org.ot4j.internal to
            org.ot4j.kernel;

    // Checkpoints are written from recipes, which are records.
    opens org.ot4j.distribution to
            com.google.gson;
    opens org.ot4j.divergence to
            com.google.gson;
    opens org.ot4j.model to
            com.google.gson;
    opens org.ot4j.model.adversarial to
            com.google.gson;
    opens org.ot4j.model.autoencoder to
            com.google.gson;
    opens org.ot4j.model.coupled to
            com.google.gson;
    opens org.ot4j.model.flow to
            com.google.gson;
    opens org.ot4j.model.kantorovich to
            com.google.gson;
    opens org.ot4j.model.latent to
            com.google.gson;
    opens org.ot4j.model.map to
            com.google.gson;
    opens org.ot4j.network to
            com.google.gson;
    opens org.ot4j.training to
            com.google.gson;

    uses org.ot4j.base.ProgressDisplay;
}
