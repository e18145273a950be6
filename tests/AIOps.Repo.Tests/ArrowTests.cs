using System.Xml.Linq;
using AIOps.TestKit;

namespace AIOps.Repo.Tests;

public sealed class ArrowTests
{
    private static readonly string[] Pure = ["AIOps.Contracts", "AIOps.Detection", "AIOps.Incidents", "AIOps.ServiceDesk"];
    private static readonly string[] PurePackages = ["System.Numerics.Tensors", "MathNet.Numerics"];

    private static IEnumerable<string> Projects() =>
        Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "src"), "*.csproj", SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file));

    [TestCaseSource(nameof(Projects))]
    public void Library_ReferencesContractsOnly(string project)
    {
        var references = Items(project, "ProjectReference").Select(Path.GetFileNameWithoutExtension).ToList();
        if (project == "AIOps.Server")
        {
            Assert.That(references, Has.None.EqualTo("AIOps.Server"));
        }
        else if (project == "AIOps.Contracts")
        {
            Assert.That(references, Is.Empty);
        }
        else
        {
            Assert.That(references, Is.EqualTo(new[] { "AIOps.Contracts" }));
        }
    }

    [TestCaseSource(nameof(Projects))]
    public void MassTransit_IsReferencedByServerOnly(string project)
    {
        var packages = Items(project, "PackageReference");
        if (project != "AIOps.Server")
        {
            Assert.That(packages.Where(name => name.StartsWith("MassTransit", StringComparison.Ordinal) || name.StartsWith("RabbitMQ", StringComparison.Ordinal)), Is.Empty);
        }
    }

    [TestCaseSource(nameof(Pure))]
    public void PureLibrary_HasNoPackageButMaths(string project)
    {
        if (!Projects().Contains(project))
        {
            return;
        }

        Assert.Multiple(() =>
        {
            Assert.That(Items(project, "PackageReference").Except(PurePackages), Is.Empty);
            Assert.That(Items(project, "FrameworkReference"), Is.Empty);
        });
    }

    [TestCaseSource(nameof(Pure))]
    public void PureLibrary_TouchesNeitherDiskNorNetworkNorClock(string project)
    {
        var folder = Path.Combine(RepositoryRoot.Path, "src", project);
        if (!Directory.Exists(folder))
        {
            return;
        }

        string[] banned = ["System.Net.", "File.Open", "File.Read", "File.Write", "Directory.", "Process.Start", "TimeProvider.System", "Stopwatch.", "Environment.GetEnvironmentVariable", "Console.", "Task.Delay", "ILogger"];
        var hits = from file in Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
                   where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                   let text = File.ReadAllText(file)
                   from word in banned
                   where text.Contains(word, StringComparison.Ordinal)
                   select $"{Path.GetRelativePath(folder, file)}: {word}";
        Assert.That(hits, Is.Empty);
    }

    [Test]
    public void NoProject_PinsAVersionOfItsOwn()
    {
        var hits = from file in Directory.GetFiles(RepositoryRoot.Path, "*.csproj", SearchOption.AllDirectories)
                   from reference in XDocument.Load(file).Descendants("PackageReference")
                   where reference.Attribute("Version") is not null
                   select file;
        Assert.That(hits, Is.Empty);
    }

    [Test]
    public void Nu1605_IsSilencedForTheRabbitClientOnly()
    {
        var hits = from file in Directory.GetFiles(RepositoryRoot.Path, "*.csproj", SearchOption.AllDirectories)
                   from reference in XDocument.Load(file).Descendants()
                   where (reference.Attribute("NoWarn")?.Value ?? "").Contains("NU1605", StringComparison.Ordinal) && reference.Attribute("Include")?.Value != "RabbitMQ.Client"
                   select file;
        Assert.That(hits, Is.Empty);
    }

    private static List<string> Items(string project, string kind) =>
        [.. XDocument.Load(Path.Combine(RepositoryRoot.Path, "src", project, project + ".csproj")).Descendants(kind).Select(item => item.Attribute("Include")!.Value)];
}
