using System.Diagnostics;
using AIOps.Server.Tests.Serve;

namespace AIOps.Server.Tests.Demo;

/// <summary>The demo as a user runs it: service, service set, faults and repairs as real processes. Its exit code is its own verdict, made from outside.</summary>
[NonParallelizable]
public sealed class DemoTests
{
    private static bool Full => Environment.GetEnvironmentVariable("AIOPS_TEST_FULL") is { Length: > 0 };

    [Test]
    [CancelAfter(3_600_000)]
    public async Task EachFault_IsHealedOnTheRightTarget(CancellationToken cancelled) =>
        await PassesAsync(cancelled, Full ? ["--faults", "all", "--repeat", "5", "--seed", "11"] : ["--faults", "crash,error-burst", "--seed", "7"]);

    [Test]
    [CancelAfter(3_600_000)]
    public async Task OtherServiceSet_IsHealedWithTheSameSettings(CancellationToken cancelled) =>
        await PassesAsync(cancelled, ["--set", "workers", "--seed", "5", .. Full ? new[] { "--faults", "all" } : ["--fault", "hang"]]);

    [Test]
    [CancelAfter(3_600_000)]
    public async Task HealthyDay_PagesNobodyAndRunsNothing(CancellationToken cancelled) => await PassesAsync(cancelled, ["--healthy", Full ? "30" : "2", "--seed", "3"]);

    private static async Task PassesAsync(CancellationToken cancelled, params string[] words)
    {
        using var demo = Process.Start(new ProcessStartInfo("dotnet", [ServiceProcess.BuiltProgram, "demo", .. words]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var stop = cancelled.Register(() => demo.Kill(entireProcessTree: true));
        var output = demo.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = demo.StandardError.ReadToEndAsync(CancellationToken.None);
        await demo.WaitForExitAsync(CancellationToken.None);
        await TestContext.Out.WriteLineAsync(await output);
        Assert.That(demo.ExitCode, Is.Zero, await output + await errors);
    }
}
