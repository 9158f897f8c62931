package org.ot4j.model;
import org.ot4j.data.*; import org.ot4j.distribution.*; import org.ot4j.evaluation.*; import org.ot4j.network.*; import org.ot4j.training.*;
public class Trial {
  public static void main(String[] a) {
    var mix = GaussianMixture.grid(5, 0.05); var x = mix.sample(7500, 42);
    int steps=Integer.parseInt(a[1]); int B=Integer.parseInt(a[2]); double lr=Double.parseDouble(a[3]); long seed=Long.parseLong(a[4]);
    double sigma=Double.parseDouble(a[5]);
    var spec = Networks.mlp(256,256,256,256).batchNorm();
    if (a[0].equals("vae")) {
      var m = Vae.builder().prior(Prior.standardNormal(2)).encoder(spec).decoder(spec).likelihood(sigma>0?Likelihood.gaussian().fixed(sigma):Likelihood.gaussian().learnedVariance()).build();
      var run = m.train(x).steps(steps).batchSize(B).learningRate(lr).schedule(Schedule.cosine()).seed(seed).fit();
      System.out.println(run); System.out.println(run.history().last(3));
      System.out.println("mean "+ModeQuality.of(mix, m.sample(10000, 1)));
      System.out.println("draw "+ModeQuality.of(mix, m.sampleNoisy(10000, 1)));
    } else {
      double from=Double.parseDouble(a[6]), until=Double.parseDouble(a[7]), cells=Double.parseDouble(a[8]), freeze=Double.parseDouble(a[9]), tol=Double.parseDouble(a[10]); int it=Integer.parseInt(a[11]);
      var m = CoupledVae.builder().prior(Prior.standardNormal(2)).decoder(spec).likelihood(Likelihood.gaussian().fixed(sigma)).anneal(from,until).coarseToFine(cells).freeze(freeze).inner(tol,it).build();
      var t0=System.nanoTime();
      var run = m.train(x).steps(steps).batchSize(B).learningRate(lr).schedule(Schedule.cosine()).seed(seed).onEpoch(e->{ if (e.epoch()%20==0) System.out.printf("%d %.0fs %s mean %s%n", e.step(), (System.nanoTime()-t0)/1e9, e.means(), ModeQuality.of(mix, m.sample(10000, 1)));}).fit();
      System.out.println(run);
      System.out.println("mean "+ModeQuality.of(mix, m.sample(10000, 1)));
      System.out.println("draw "+ModeQuality.of(mix, m.sampleNoisy(10000, 1)));
      long t=System.nanoTime(); System.out.println("posterior error "+m.posterior().error()+" "+(System.nanoTime()-t)/1e9+"s");
    }
  }
}
