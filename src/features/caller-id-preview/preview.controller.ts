import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ZodResponse } from 'nestjs-zod';
import { Needs } from '../../platform/access/needs.decorator';
import { PreviewDto, PreviewRequestDto } from '../caller-id/calling.dto';
import { PreviewService } from './preview.service';

@ApiTags('caller-id')
@Needs('supervise')
@Controller('caller-id/preview')
export class PreviewController {
  constructor(private readonly previews: PreviewService) {}

  /** Moves nothing: says what each party of such a transfer would see, and why. */
  @Post()
  @HttpCode(200)
  @ZodResponse({ status: 200, type: PreviewDto })
  async preview(@Body() body: PreviewRequestDto) {
    return { parties: [...(await this.previews.preview(body))] };
  }
}
