using AIOps.Contracts.Catalogue;
using AIOps.Contracts.Serialization;
using AIOps.Contracts.Storage;
using AIOps.Server.Catalogue;
using AIOps.Storage;
using AIOps.Storage.Operational;
using AIOps.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIOps.Server.Tests.Catalogue;

/// <summary>The catalogue follows its file and what is set by REST, in this process or another.</summary>
public sealed class ServiceCatalogueTests
{
    private DirectoryInfo _folder = null!;
    private OperationalStore _store = null!;
    private ManualTime _time = null!;
    private ServiceCatalogue _catalogue = null!;

    private string FileName => Path.Combine(_folder.FullName, "catalogue.yaml");

    [SetUp]
    public async Task OpenAsync()
    {
        _folder = Directory.CreateTempSubdirectory("aiops-test-");
        _store = await OperationalStore.OpenAsync(new StorageOptions { DataFolder = _folder.FullName, PostgreSql = await TestDatabase.ChooseAsync() }, TimeProvider.System, CancellationToken.None);
        _time = new ManualTime();
        await File.WriteAllTextAsync(FileName, "services: [{ workload: service:a, tier: 2 }]");
        _catalogue = new ServiceCatalogue(FileName, _store, _time, NullLogger<ServiceCatalogue>.Instance);
        Assert.That(await _catalogue.LoadAsync(CancellationToken.None), Is.Empty);
        await _catalogue.StartAsync(CancellationToken.None);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _catalogue.StopAsync(CancellationToken.None);
        _catalogue.Dispose();
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Test]
    public async Task WhatIsSetByRest_CountsInEveryProcess_UntilItIsTakenBack()
    {
        await PutAsync("service:a", tier: 1);
        await PutAsync("service:b", tier: 4);
        await UntilAsync(() => _catalogue.Find("service:b")?.Tier == 4);
        Assert.That(_catalogue.Find("service:a")!.Tier, Is.EqualTo(1), "over the file's");
        await PutAsync("service:b", tier: 5);
        await UntilAsync(() => _catalogue.Find("service:b")?.Tier == 5);
        await PutAsync("service:a", tier: null);
        await UntilAsync(() => _catalogue.Find("service:a")?.Tier == 2);
    }

    [Test]
    public async Task EditedFile_IsReadAgain_AndAWrongOneIsNot()
    {
        await EditAsync("services: [{ workload: service:a, tier: 3 }]", minute: 1);
        await UntilAsync(() => _catalogue.Find("service:a")?.Tier == 3);
        await EditAsync("services: [{ workload: service:a, tier: 9 }]", minute: 2);
        await PutAsync("service:b", tier: 1);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(_catalogue.Find("service:a")?.Tier, Is.EqualTo(3));
        await EditAsync("services: [{ workload: service:a, tier: 4 }]", minute: 3);
        await UntilAsync(() => _catalogue.Find("service:a")?.Tier == 4 && _catalogue.Find("service:b") is not null);
    }

    private async Task EditAsync(string text, int minute)
    {
        await File.WriteAllTextAsync(FileName, text);
        File.SetLastWriteTimeUtc(FileName, new DateTime(2026, 1, 1, 0, minute, 0, DateTimeKind.Utc));
    }

    private async Task PutAsync(string workload, int? tier)
    {
        var body = tier is null ? null : AIOpsJson.Write(new ServiceEntry { Workload = workload, Tier = tier.Value });
        await _store.CommitAsync(new StoreCommit { Documents = [new DocumentWrite(DocumentKind.Service, workload, DocumentWrite.AnyVersion, "", workload, _time.GetUtcNow().ToUnixTimeMilliseconds(), body)] }, CancellationToken.None);
    }

    // the clock goes on by hand, what reads the store does not
    private async Task UntilAsync(Func<bool> condition)
    {
        for (var look = 0; !condition(); look++)
        {
            Assert.That(look, Is.LessThan(2000), "it did not come about");
            _time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(5);
        }
    }
}
