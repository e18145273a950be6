using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using AIOps.TestKit;

namespace AIOps.Server.Tests.Serve;

/// <summary>Starting, refusing to start with words, and the published program.</summary>
[NonParallelizable]
public sealed class StartTests
{
    [Test]
    public async Task Tarball_RunsWithTheRuntimeOnly_WatchesItsHostAndSurvivesARestart()
    {
        var folder = Directory.CreateTempSubdirectory("aiops-tarball-").FullName;
        var tarball = Path.Combine(folder, "aiops.tar.gz");
        var (code, output) = await RunAsync(Path.Combine(RepositoryRoot.Path, "deploy", "package.sh"), tarball, "--no-build");
        Assert.That(code, Is.Zero, output);
        (code, output) = await RunAsync("tar", "-C", folder, "-xzf", tarball);
        Assert.That(code, Is.Zero, output);

        await using var service = await ServiceProcess.StartAsync(
            Path.Combine(folder, "aiops", "aiops"), null, new Dictionary<string, string> { ["DOTNET_ROOT"] = RuntimeOnly(folder), ["PATH"] = "/usr/bin:/bin" }, "--set", "Collectors:Host:Interval=00:00:01");
        await ServiceProcess.UntilAsync("the host's series are there", TimeSpan.FromSeconds(30), async () => (await service.ItemsAsync("/api/v1/series?limit=10")).Count > 0);
        var metrics = await service.Client.GetStringAsync("/metrics");
        var token = await File.ReadAllTextAsync(Path.Combine(service.Data, "token"));
        await service.StopAsync();
        await service.StartAgainAsync();

        Assert.Multiple(async () =>
        {
            Assert.That(metrics, Does.Contain("aiops_detection_samples_total"));
            Assert.That(File.GetUnixFileMode(Path.Combine(service.Data, "token")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            Assert.That(await File.ReadAllTextAsync(Path.Combine(service.Data, "token")), Is.EqualTo(token));
            Assert.That(await service.ItemsAsync("/api/v1/series?limit=10"), Is.Not.Empty, "the history survives");
            Assert.That(await service.ItemsAsync("/api/v1/runbooks"), Is.Not.Empty, "the runbooks came along");
        });
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task AddressesOfTheComposeFile_AreListenedOnWhereItsPortsLead()
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(RepositoryRoot.Path, "deploy", "compose.yaml"));
        var environment = lines.Select(line => line.Trim().Split(": ", 2)).Where(pair => pair.Length == 2 && pair[0] is "AIOPS_Server__Address" or "AIOPS_Web__Hosts__0" or "AIOPS_Collectors__Otlp__Address").ToDictionary(pair => pair[0], pair => pair[1]);
        await using var service = await ServiceProcess.StartAsync(ServiceProcess.BuiltProgram, null, environment, "--set", "Collectors:Host:Enabled=false");
        var anywhere = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => listener.Address.Equals(IPAddress.Any)).Select(listener => listener.Port);
        Assert.That(anywhere, Is.SupersetOf([service.Port, service.GrpcPort, service.HttpPort]));
    }

    [Test]
    public async Task ChangeWithoutToken_IsRefused()
    {
        await using var service = await ServiceProcess.StartAsync(null, null, "--set", "Collectors:Host:Enabled=false");
        using var without = await service.Client.PostAsync("/api/v1/incidents/INC-1/ack", new StringContent("{}", new MediaTypeHeaderValue("application/json")));
        Assert.That(without.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task WrongSettings_AreToldAllAtOnceWithKeyValueAndRemedy()
    {
        var data = Directory.CreateTempSubdirectory("aiops-test-").FullName;
        var (code, output) = await RunAsync("dotnet", ServiceProcess.BuiltProgram, "serve", "--data", data, "--set", "Bus:Transport=carrier-pigeon", "--set", "Server:Port=99999", "--set", "Detection:Budget=-1", "--set", "Correlation:NoSuchKey=1", "--set", "Corelation:OpenBar=1", "--set", "Collectors:Otel:GrpcPort=1");
        Directory.Delete(data, recursive: true);
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(2));
            Assert.That(output, Does.Contain("Bus:Transport").And.Contain("carrier-pigeon").And.Contain("memory or rabbitmq"));
            Assert.That(output, Does.Contain("Server:Port").And.Contain("Detection:Budget").And.Contain("NoSuchKey"));
            Assert.That(output, Does.Contain("Corelation").And.Contain("Collectors:Otel").And.Contain("is no section"));
            Assert.That(output, Does.Not.Contain("   at "), "no stack trace");
        });
    }

    [Test]
    public async Task SecondServiceOnOneDataFolder_IsRefusedWithWords()
    {
        await using var service = await ServiceProcess.StartAsync(null, null, "--set", "Collectors:Host:Enabled=false");
        var (code, output) = await RunAsync("dotnet", ServiceProcess.BuiltProgram, "serve", "--data", service.Data, "--port", "0");
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(2));
            Assert.That(output, Does.Contain(service.Data).And.Contain("another aiops"));
        });
    }

    [Test]
    public async Task PortInUse_IsToldWithTheRemedy()
    {
        await using var service = await ServiceProcess.StartAsync(null, null, "--set", "Collectors:Host:Enabled=false");
        var data = Directory.CreateTempSubdirectory("aiops-test-").FullName;
        var (code, output) = await RunAsync("dotnet", ServiceProcess.BuiltProgram, "serve", "--data", data, "--port", $"{service.Port}", "--set", $"Collectors:Otlp:GrpcPort={FreePort.Take()}", "--set", $"Collectors:Otlp:HttpPort={FreePort.Take()}");
        Directory.Delete(data, recursive: true);
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(2));
            Assert.That(output, Does.Contain($"{service.Port}").And.Contain("--port"));
            Assert.That(output, Does.Not.Contain("   at "), "no stack trace");
        });
    }

    /// <summary>What the package aspnetcore-runtime-10.0 brings: host and shared frameworks, no SDK.</summary>
    private static string RuntimeOnly(string folder)
    {
        var shared = Directory.GetParent(RuntimeEnvironment.GetRuntimeDirectory())!.Parent!.Parent!.FullName;
        var installed = Directory.GetParent(shared)!.FullName;
        var runtime = Directory.CreateDirectory(Path.Combine(folder, "runtime")).FullName;
        foreach (var part in (string[])["host", "shared"])
        {
            Directory.CreateSymbolicLink(Path.Combine(runtime, part), Path.Combine(installed, part));
        }

        return runtime;
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(120));
        return (process.ExitCode, await output + await error);
    }
}
