using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AIOps.Collectors.Probes;
using AIOps.Contracts.Catalogue;

namespace AIOps.Collectors.Tests.Probes;

/// <summary>Probes of real sockets and real processes.</summary>
public sealed class ProberTests
{
    private Prober _prober = null!;

    [SetUp]
    public void SetUp() => _prober = new Prober(TimeProvider.System);

    [TearDown]
    public void TearDown() => _prober.Dispose();

    [TestCase("http")]
    [TestCase("tcp")]
    public async Task NobodyListens_IsDown(string kind)
    {
        var port = FreePort();
        var result = await _prober.ProbeAsync(Probe(kind, kind == "http" ? $"http://127.0.0.1:{port}/" : $"127.0.0.1:{port}"), CancellationToken.None);
        Assert.That((result.Success, result.FaultKind), Is.EqualTo((false, "down")));
    }

    [Test]
    public async Task AcceptsButNeverAnswers_IsHung()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var http = await _prober.ProbeAsync(Probe("http", $"http://127.0.0.1:{port}/"), CancellationToken.None);
        var tcp = await _prober.ProbeAsync(Probe("tcp", $"127.0.0.1:{port}"), CancellationToken.None);
        Assert.Multiple(() =>
        {
            Assert.That((http.Success, http.FaultKind), Is.EqualTo((false, "hung")));
            Assert.That(tcp.Success, Is.True);
        });
    }

    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true, "")]
    [TestCase("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", true, "")]
    [TestCase("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", false, "")]
    [TestCase("", false, "down")]
    public async Task Answers_AreJudged(string answer, bool success, string kind)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serve = Task.Run(async () =>
        {
            using var caller = await listener.AcceptTcpClientAsync();
            Assert.That(await caller.GetStream().ReadAsync(new byte[4096]), Is.GreaterThan(0));
            if (answer.Length == 0)
            {
                // As when a process dies inside a request: nobody takes the client's second try either.
                listener.Stop();
            }

            await caller.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer));
        });
        var result = await _prober.ProbeAsync(Probe("http", $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/") with { Timeout = TimeSpan.FromSeconds(20) }, CancellationToken.None);
        await serve.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.That((result.Success, result.FaultKind), Is.EqualTo((success, kind)));
    }

    [Test]
    public async Task Process_Runs_IsStopped_IsKilled()
    {
        var file = Path.GetTempFileName();
        using var process = Process.Start("/bin/sleep", "600");
        try
        {
            await File.WriteAllTextAsync(file, $"{process.Id}\n");
            var running = await Until(file, result => result.Success);
            Signal(process.Id, "STOP");
            var stopped = await Until(file, result => result.FaultKind == "hung");
            process.Kill();
            var killed = await Until(file, result => result.FaultKind == "down");
            Assert.That((running.Success, stopped.Success, killed.Success), Is.EqualTo((true, false, false)));
        }
        finally
        {
            process.Kill();
            File.Delete(file);
        }
    }

    [Test]
    public async Task PidFileOlderThanTheProcess_IsSomebodyElsesNumber()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, $"{Environment.ProcessId}");
            File.SetLastWriteTimeUtc(file, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            var result = await _prober.ProbeAsync(Probe("pidfile", file), CancellationToken.None);
            Assert.That((result.Success, result.FaultKind), Is.EqualTo((false, "down")));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestCase("http", "not a url")]
    [TestCase("tcp", "no-port")]
    [TestCase("smtp", "x")]
    public async Task WrongAddress_IsToldNotThrown(string kind, string address)
    {
        var result = await _prober.ProbeAsync(Probe(kind, address), CancellationToken.None);
        Assert.That((result.Success, result.FaultKind, result.Detail.Length > 0), Is.EqualTo((false, "", true)));
    }

    private static ProbeEntry Probe(string kind, string address) => new() { Name = "health", Kind = kind, Address = address, Timeout = TimeSpan.FromMilliseconds(300) };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void Signal(int pid, string signal)
    {
        using var kill = Process.Start("/bin/kill", ["-" + signal, $"{pid}"]);
        kill.WaitForExit(5000);
    }

    // A signal takes effect a moment later.
    private async Task<ProbeResult> Until(string file, Predicate<ProbeResult> expected)
    {
        for (var i = 0; i < 20_000; i++)
        {
            var result = await _prober.ProbeAsync(Probe("pidfile", file), CancellationToken.None);
            if (expected(result))
            {
                return result;
            }
        }

        throw new TimeoutException("the process did not get into the expected state");
    }
}
