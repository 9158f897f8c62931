/**
 * The generative models: one file, one objective, one equation. All generate data from codes
 * ({@link org.ot4j.model.GenerativeModel}); those with an encoder or a posterior also find the code
 * of a sample ({@link org.ot4j.model.LatentModel}).
 *
 * <h2>Cookbook</h2>
 *
 * Every model in its smallest form, trained by {@code model.train(data).epochs(200).seed(42).fit()}
 * then sampled by {@code model.sample(1_000, 1)}. Common parts:
 *
 * <pre>{@code
 * var prior = Prior.standardNormal(2);
 * var net = Networks.mlp(64, 64);
 * var squared = Distortion.squaredEuclidean();
 * var gaussian = Likelihood.gaussian().learnedVariance();
 * }</pre>
 *
 * <h3>Adversarial models: {@link org.ot4j.model.adversarial.Gan}</h3>
 *
 * GAN (VEGAN Eq. 4) and its non-saturating form; f-GAN for any f-divergence; WGAN with clipped
 * weights and with a gradient penalty; the dual of transport for any cost, by the c-transform (GPC)
 * and by two networks.
 *
 * <pre>{@code
 * var gan = Gan.minimax().prior(prior).generator(net).critic(net).build();
 * var nonSaturating = Gan.nonSaturating().prior(prior).generator(net).critic(net).build();
 * var fGan = Gan.fGan(FDivergence.SQUARED_HELLINGER).prior(prior).generator(net).critic(net).build();
 * var wgan = Gan.wgan().prior(prior).generator(net).critic(net).build();
 * var wganGp = Gan.wganGp().prior(prior).generator(net).critic(net).build();
 * var dual = Gan.dual(squared).prior(prior).generator(net).critic(net).build();
 * var twoSided = Gan.entropicDual(squared, 0.1).prior(prior).generator(net).critic(net).build();
 * }</pre>
 *
 * <h3>Variational auto-encoders: {@link org.ot4j.model.autoencoder.Vae}</h3>
 *
 * VAE with Gaussian and Bernoulli likelihood (VEGAN Eq. 5), β-VAE, InfoVAE (C-VAE Eq. 4), VAE-NF
 * with ten planar flows, which are the same for all samples or come from the encoder, IWAE (Burda
 * et al. 2016), a learned prior (Tomczak and Welling 2018), a VAE on the sphere (Davidson et al.
 * 2018), AVB (VEGAN Eq. 6).
 *
 * <pre>{@code
 * var vae = Vae.builder().prior(prior).encoder(net).decoder(net).likelihood(gaussian).build();
 * var binary = Vae.builder().prior(prior).encoder(net).decoder(net)
 *     .likelihood(Likelihood.bernoulli()).build();
 * var betaVae = Vae.beta(4).prior(prior).encoder(net).decoder(net).likelihood(gaussian).build();
 * var infoVae = Vae.info(0, 2).prior(prior).encoder(net).decoder(net).likelihood(gaussian).build();
 * var vaeNf = Vae.flows(10).prior(prior).encoder(net).decoder(net).likelihood(gaussian).build();
 * var amortised = Vae.amortisedFlows(10).prior(prior).encoder(net).decoder(net)
 *     .likelihood(gaussian).build();
 * var vamp = Vae.builder().prior(Prior.vamp(2, 50)).encoder(net).decoder(net)
 *     .likelihood(gaussian).build();
 * var learned = Vae.builder().prior(Prior.learnedMixture(2, 10)).encoder(net).decoder(net)
 *     .likelihood(gaussian).build();
 * var iwae = Vae.importanceWeighted(5).prior(prior).encoder(net).decoder(net)
 *     .likelihood(gaussian).build();
 * var onSphere = Vae.builder().prior(Prior.sphere(3)).posterior(Posterior.vonMisesFisher())
 *     .encoder(net).decoder(net).likelihood(gaussian).build();
 * var avb = Vae.avb(net).prior(prior).encoder(net).decoder(net).likelihood(gaussian).build();
 * }</pre>
 *
 * <h3>Penalised transport: {@link org.ot4j.model.autoencoder.Wae}</h3>
 *
 * WAE-MMD and WAE-GAN (WAE Algorithms 2 and 1), AAE (VEGAN Eq. 7), POT with any {@linkplain
 * org.ot4j.model.autoencoder.LatentPenalty penalty} (VEGAN Eq. 12 and 13), any cost, a stochastic
 * encoder, a random decoder (VEGAN Corollary 7), and WVAE (GPC).
 *
 * <pre>{@code
 * var waeMmd = Wae.mmd().prior(prior).encoder(net).decoder(net).build();
 * var scales = Wae.mmd().penalty(LatentPenalty.imq().scales(0.5, 1, 2))
 *     .prior(prior).encoder(net).decoder(net).build();
 * var waeGan = Wae.gan(net).prior(prior).encoder(net).decoder(net).build();
 * var aae = Wae.aae(0.5, net).prior(prior).encoder(net).decoder(net).build();
 * var pot = Wae.pot(LatentPenalty.gan(net).saturating())
 *     .prior(prior).encoder(net).decoder(net).build();
 * var byKl = Wae.pot(LatentPenalty.kl(net)).prior(prior).encoder(net).decoder(net).build();
 * var byJensenShannon = Wae.pot(LatentPenalty.jensenShannon(net))
 *     .prior(prior).encoder(net).decoder(net).build();
 * var bySlices = Wae.pot(LatentPenalty.slicedWasserstein(50))
 *     .prior(prior).encoder(net).decoder(net).build();
 * var bySinkhorn = Wae.pot(LatentPenalty.sinkhorn(0.5))
 *     .prior(prior).encoder(net).decoder(net).build();
 * var median = Wae.mmd().cost(Distortion.absolute()).posterior(Posterior.diagonal())
 *     .randomDecoder(0.1).prior(prior).encoder(net).decoder(net).build();
 * var wvae = Wae.wvae(LatentPenalty.imq()).prior(prior).encoder(net).decoder(net).build();
 * }</pre>
 *
 * <h3>Minimum Kantorovich estimators: {@link org.ot4j.model.kantorovich.Mke}</h3>
 *
 * With exact couplings, entropy, the Sinkhorn divergence, relaxed marginals, and in semi-discrete
 * form (GPC); the dual form is a GAN. The generator may be a family of distributions with
 * continuous parameters; for a statistical model on finitely many points, see {@link
 * org.ot4j.model.kantorovich.FiniteMke}.
 *
 * <pre>{@code
 * var primal = Mke.primal(squared).prior(prior).generator(net).build();
 * var entropic = Mke.entropic(squared, 0.1).prior(prior).generator(net).build();
 * var debiased = Mke.sinkhornDivergence(squared, 0.1).prior(prior).generator(net).build();
 * var unbalanced = Mke.unbalanced(squared, 0.1, Marginal.exact(), Marginal.relaxed(1))
 *     .prior(prior).generator(net).build();
 * var withoutEntropy = Mke.unbalanced(squared, Marginal.relaxed(1), Marginal.exact())
 *     .prior(prior).generator(net).build();
 * var parametric = Mke.primal(squared).family(ParametricFamily.gaussian(2)).build();
 * var semiDiscrete = Mke.semiDiscrete(squared).prior(prior).generator(net).build();
 * }</pre>
 *
 * <h3>Coupled VAE: {@link org.ot4j.model.coupled.CoupledVae}</h3>
 *
 * A coupling of data and prior instead of an encoder (C-VAE).
 *
 * <pre>{@code
 * var coupled = CoupledVae.builder().prior(prior).decoder(net)
 *     .likelihood(Likelihood.gaussian().fixed(0.1)).build();
 * }</pre>
 *
 * <h3>Flow matching: {@link org.ot4j.model.flow.FlowMatching}</h3>
 *
 * A velocity field that moves the prior, here called source, to the data, learned from couplings of
 * the two: independent ones (Lipman et al. 2023), optimal ones of batches (Tong et al. 2024), with
 * entropy for a Schrödinger bridge (Tong et al. 2023), unbalanced, or the optimal map to the whole
 * data.
 *
 * <pre>{@code
 * var velocity = Networks.timed(net, 4);
 * var flow = FlowMatching.builder().source(prior).network(velocity).build();
 * var straight = FlowMatching.builder().source(prior).network(velocity)
 *     .coupling(FlowCoupling.exact()).build();
 * var bridge = FlowMatching.builder().source(prior).network(velocity)
 *     .coupling(FlowCoupling.entropic(0.5)).path(FlowPath.bridge(0.5)).build();
 * var outliersOut = FlowMatching.builder().source(prior).network(velocity)
 *     .coupling(FlowCoupling.unbalanced(0.1, 1)).build();
 * var allData = FlowMatching.builder().source(prior).network(velocity)
 *     .coupling(FlowCoupling.semiDiscrete(100)).build();
 * }</pre>
 */
package org.ot4j.model;
