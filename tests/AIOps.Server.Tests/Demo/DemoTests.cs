using System.Diagnostics;
using AIOps.Server.Tests.Serve;

namespace AIOps.Server.Tests.Demo;

/// <summary>The demo as a user runs it: service, service set, faults and repairs as real processes. Its exit code is its own verdict, made from outside.</summary>
[NonParallelizable]
public sealed class DemoTests
{
    private static IEnumerable<string> Runs => Environment.GetEnvironmentVariable("AIOPS_TEST_FULL") is { Length: > 0 }
        ? ["--faults all --repeat 5 --seed 11", "--set workers --faults crash,hang --seed 5", "--healthy 30 --seed 3"]
        : ["--faults crash,error-burst --seed 7"];

    [TestCaseSource(nameof(Runs))]
    [CancelAfter(14_400_000)]
    public async Task Demo_Passes(string words, CancellationToken cancelled)
    {
        using var demo = Process.Start(new ProcessStartInfo("dotnet", [ServiceProcess.BuiltProgram, "demo", .. words.Split(' ')]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var stop = cancelled.Register(() => demo.Kill(entireProcessTree: true));
        var output = demo.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = demo.StandardError.ReadToEndAsync(CancellationToken.None);
        await demo.WaitForExitAsync(CancellationToken.None);
        await TestContext.Out.WriteLineAsync(await output);
        Assert.That(demo.ExitCode, Is.Zero, await output + await errors);
    }
}
